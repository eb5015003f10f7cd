// The page is on its way.
