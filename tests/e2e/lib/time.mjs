// What hour and day it is for the people of the tests: these run against the real clock.

const now = new Date();

/// Where it is about noon now, so that nobody is kept by the night.
export const ZONE = (() => {
  const behind = now.getUTCHours() - 12;
  return behind === 0 ? "UTC" : `Etc/GMT${behind > 0 ? "+" : ""}${behind}`;
})();

/// Whether people work there today. On a Saturday or Sunday nobody is told what they did not ask for.
export const WORKDAY = ![0, 6].includes(now.getUTCDay());

/// A question that reaches people on any day.
export const today = (question) => (WORKDAY ? question : `urgent: ${question}`);
