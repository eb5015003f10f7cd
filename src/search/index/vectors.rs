//! What the questions of a company mean, a vector for each thread that was answered: where a model is set. A byte for
//! each number of a vector, and no more of it all than fits a limit: then the oldest go.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use rustc_hash::FxHashMap;

use super::cursor::Cursor;
use super::doc::NOBODY;
use super::varint::{put, take, take_bytes, take_u32};

/// What a company's vectors may take, in bytes.
const MOST: usize = 64 << 20;
/// Beside its numbers, a vector takes about so many bytes.
const BESIDE: usize = 44;
/// Once there are too many, one in so many goes.
const GOES: usize = 10;
const FILE: &str = "vectors";
const MARK: &[u8; 8] = b"LYCVEC02";
/// Whatever changed goes first.
const AT_ONCE: u32 = u32::MAX;

/// A vector in few bytes. Its length is one, nearly.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::search) struct Short {
    shares: Vec<i8>,
    scale: f32,
}

impl Short {
    /// Of any vector; none if it points nowhere.
    pub fn of(vector: &[f32]) -> Option<Self> {
        let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
        let most = vector.iter().fold(0.0_f32, |most, number| most.max(number.abs()));
        if !(length.is_finite() && length > 1e-9) {
            return None;
        }
        let scale = most / 127.0;
        #[expect(clippy::cast_possible_truncation, reason = "within 127 of zero")]
        let shares = vector.iter().map(|number| (number / scale).round() as i8).collect();
        Some(Self { shares, scale: scale / length })
    }

    fn width(&self) -> usize {
        self.shares.len()
    }
}

/// The vectors of one company.
#[derive(Debug, Default)]
pub(in crate::search) struct Vectors {
    model: String,
    width: usize,
    slots: FxHashMap<u64, u32>,
    threads: Vec<u64>,
    /// When each question was asked, in seconds.
    asked: Vec<u32>,
    /// And where, by number within the loaded company: not written, [`Self::keep_only`] tells after a start.
    places: Vec<u32>,
    shares: Vec<i8>,
    scales: Vec<f32>,
    /// Threads to look at, those that matter most last.
    wanted: BTreeSet<(u32, u64)>,
    /// What was asked before is too old for the room there is.
    oldest: u32,
}

impl Vectors {
    /// None yet, of this model.
    pub fn empty(model: &str) -> Self {
        Self { model: model.to_owned(), ..Self::default() }
    }

    /// None yet, of the same model.
    pub fn emptied(&self) -> Self {
        Self::empty(&self.model)
    }

    /// How many there are.
    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.threads.len()
    }

    /// There is one for this thread.
    pub fn has(&self, thread: u64) -> bool {
        self.slots.contains_key(&thread)
    }

    /// Wants a vector for a thread, the later the question was asked the sooner.
    pub fn want(&mut self, thread: u64, asked: u32) {
        self.wanted.insert((asked, thread));
    }

    /// Something changed in a thread: if that is its question, the vector goes at once; in any case one is wanted.
    pub fn changed(&mut self, thread: u64, is_question: bool) {
        if is_question {
            self.remove(thread);
        }
        if !self.has(thread) {
            self.want(thread, AT_ONCE);
        }
    }

    /// Takes a thread that wants a vector.
    pub fn take(&mut self) -> Option<u64> {
        self.wanted.pop_last().map(|(_, thread)| thread)
    }

    /// A thread asked then is not too old for the room there is.
    pub fn has_room(&self, asked: u32) -> bool {
        asked >= self.oldest
    }

    /// Puts a vector in its place; not if its thread changed since it was taken, or the width is another.
    pub fn put(&mut self, thread: u64, (asked, place): (u32, u32), vector: &Short) {
        if self.width == 0 {
            self.width = vector.width();
        }
        if self.wanted.contains(&(AT_ONCE, thread)) || vector.width() != self.width || !self.has_room(asked) {
            return;
        }
        self.remove(thread);
        self.slots.insert(thread, u32::try_from(self.threads.len()).unwrap_or(u32::MAX));
        self.threads.push(thread);
        self.asked.push(asked);
        self.places.push(place);
        self.scales.push(vector.scale);
        self.shares.extend_from_slice(&vector.shares);
        if self.threads.len() * (self.width + BESIDE) > MOST {
            self.make_room();
        }
    }

    /// These threads are there, each in a place; all others lose their vectors.
    pub fn keep_only(&mut self, threads: &FxHashMap<u64, u32>) {
        let others: Vec<u64> =
            self.threads.iter().copied().filter(|thread| !threads.contains_key(thread)).collect();
        for thread in others {
            self.remove(thread);
        }
        for (place, thread) in self.places.iter_mut().zip(&self.threads) {
            *place = threads.get(thread).copied().unwrap_or(NOBODY);
        }
    }

    fn make_room(&mut self) {
        let mut times = self.asked.clone();
        let (_, oldest, _) = times.select_nth_unstable(self.threads.len() / GOES);
        self.oldest = oldest.saturating_add(1);
        let old: Vec<u64> = self
            .threads
            .iter()
            .zip(&self.asked)
            .filter(|(_, at)| **at < self.oldest)
            .map(|(id, _)| *id)
            .collect();
        for thread in old {
            self.remove(thread);
        }
    }

    fn remove(&mut self, thread: u64) {
        let Some(slot) = self.slots.remove(&thread) else { return };
        let (at, last) = (slot as usize, self.threads.len() - 1);
        self.threads.swap_remove(at);
        self.asked.swap_remove(at);
        self.places.swap_remove(at);
        self.scales.swap_remove(at);
        self.shares.copy_within(last * self.width.., at * self.width);
        self.shares.truncate(last * self.width);
        if let Some(moved) = self.threads.get(at) {
            self.slots.insert(*moved, slot);
        }
    }

    /// The threads nearest to a vector, of those that `counts` by place and time: `weigh` makes of how alike they are,
    /// from -1 to 1, and when they were asked what they are sorted by. In that order, with how alike they are; equal ones
    /// in the order of their digests.
    pub fn nearest(
        &self,
        to: &Short,
        most: usize,
        counts: impl Fn(u32, u32) -> bool,
        weigh: impl Fn(f32, u32) -> f32,
    ) -> Vec<(u64, f32)> {
        if to.width() != self.width {
            return Vec::new();
        }
        let mut found: Vec<(f32, u64, f32)> = Vec::with_capacity(self.threads.len());
        for (at, shares) in self.shares.chunks_exact(self.width.max(1)).enumerate() {
            if !counts(self.places[at], self.asked[at]) {
                continue;
            }
            let sum: i32 = shares.iter().zip(&to.shares).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
            #[expect(clippy::cast_precision_loss, reason = "a share is wanted")]
            let alike = (sum as f32 * self.scales[at] * to.scale).clamp(-1.0, 1.0);
            found.push((weigh(alike, self.asked[at]), self.threads[at], alike));
        }
        let order = |a: &(f32, u64, f32), b: &(f32, u64, f32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if found.len() > most {
            found.select_nth_unstable_by(most, order);
            found.truncate(most);
        }
        found.sort_by(order);
        found.into_iter().map(|(_, thread, alike)| (thread, alike)).collect()
    }

    /// Writes them beside the index that has read up to here.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn save(&self, dir: &Path, cursor: &Cursor) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(self.threads.len() * (self.width + 16) + 256);
        put(&mut bytes, self.model.len() as u64);
        bytes.extend_from_slice(self.model.as_bytes());
        bytes.extend_from_slice(&cursor.epoch.to_le_bytes());
        bytes.extend_from_slice(&cursor.tick.to_le_bytes());
        for number in [self.width as u64, u64::from(self.oldest), self.threads.len() as u64] {
            put(&mut bytes, number);
        }
        for (at, thread) in self.threads.iter().enumerate() {
            bytes.extend_from_slice(&thread.to_le_bytes());
            bytes.extend_from_slice(&self.asked[at].to_le_bytes());
            bytes.extend_from_slice(&self.scales[at].to_le_bytes());
        }
        bytes.extend(self.shares.iter().map(|share| share.to_le_bytes()[0]));
        fs::create_dir_all(dir)?;
        let temporary = dir.join("vectors.tmp");
        let mut file = File::create(&temporary)?;
        file.write_all(MARK)?;
        file.write_all(&crc32fast::hash(&bytes).to_le_bytes())?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(temporary, dir.join(FILE))
    }

    /// Reads what stands beside an index that has read up to here. None there, of another model, older than the index
    /// or damaged: then they are made anew.
    pub fn open(dir: &Path, model: &str, cursor: &Cursor) -> Self {
        let read = fs::read(dir.join(FILE)).ok().and_then(|bytes| Self::read(&bytes, model, cursor));
        read.unwrap_or_else(|| Self::empty(model))
    }

    fn read(bytes: &[u8], model: &str, cursor: &Cursor) -> Option<Self> {
        let (own, bytes) = bytes.strip_prefix(MARK)?.split_first_chunk::<4>()?;
        if u32::from_le_bytes(*own) != crc32fast::hash(bytes) {
            return None;
        }
        let mut from = bytes;
        let length = usize::try_from(take(&mut from)?).ok()?;
        let same = take_bytes(&mut from, length)? == model.as_bytes();
        let (epoch, rest) = from.split_first_chunk::<8>()?;
        let (tick, mut from) = rest.split_first_chunk::<8>()?;
        let fits = i64::from_le_bytes(*epoch) == cursor.epoch && i64::from_le_bytes(*tick) >= cursor.tick;
        if !(same && fits) {
            return None;
        }
        let width = usize::try_from(take(&mut from)?).ok()?;
        let oldest = take_u32(&mut from)?;
        let count = usize::try_from(take(&mut from)?).ok()?;
        let heads = take_bytes(&mut from, count.checked_mul(16)?)?;
        if from.len() != count.checked_mul(width)? {
            return None;
        }
        let mut read = Self { width, oldest, ..Self::empty(model) };
        for head in heads.as_chunks::<16>().0 {
            let [t0, t1, t2, t3, t4, t5, t6, t7, a0, a1, a2, a3, s0, s1, s2, s3] = *head;
            let thread = u64::from_le_bytes([t0, t1, t2, t3, t4, t5, t6, t7]);
            let scale = f32::from_le_bytes([s0, s1, s2, s3]);
            if !scale.is_finite() || read.has(thread) {
                return None;
            }
            read.slots.insert(thread, u32::try_from(read.threads.len()).ok()?);
            read.threads.push(thread);
            read.asked.push(u32::from_le_bytes([a0, a1, a2, a3]));
            read.places.push(NOBODY);
            read.scales.push(scale);
        }
        read.shares = from.iter().map(|byte| i8::from_le_bytes([*byte])).collect();
        Some(read)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MARK, Short, Vectors};
    use crate::search::index::cursor::Cursor;

    fn short(of: &[f32]) -> Short {
        Short::of(of).unwrap()
    }

    fn cursor(tick: i64) -> Cursor {
        Cursor { tick, id: String::new(), epoch: 7 }
    }

    fn nearest(vectors: &Vectors, to: &[f32]) -> Vec<u64> {
        let found = vectors.nearest(&short(to), 10, |_, _| true, |alike, _| alike);
        found.into_iter().map(|(thread, _)| thread).collect()
    }

    #[test]
    fn the_nearest_come_first_and_what_changed_is_gone() {
        let mut vectors = Vectors::empty("m");
        for (thread, vector) in [(1, [1.0, 0.0]), (2, [0.0, 3.0]), (3, [2.0, 2.0])] {
            vectors.put(thread, (10, 1), &short(&vector));
        }
        assert_eq!(nearest(&vectors, &[0.1, 1.0]), [2, 3, 1]);
        let (_, alike) = vectors.nearest(&short(&[0.0, 9.0]), 1, |_, _| true, |alike, _| alike)[0];
        assert!((alike - 1.0).abs() < 0.02, "{alike}");
        vectors.changed(1, true);
        assert_eq!(nearest(&vectors, &[0.1, 1.0]), [2, 3]);
        vectors.put(1, (10, 1), &short(&[1.0, 0.0]));
        assert_eq!(nearest(&vectors, &[1.0, 0.0]), [3, 2], "it changed while its vector was made");
        vectors.changed(2, false);
        assert_eq!((vectors.take(), vectors.take()), (Some(1), None), "what has a vector wants none");
        vectors.put(1, (10, 1), &short(&[1.0, 0.0]));
        vectors.put(4, (10, 1), &short(&[1.0, 0.0, 0.0]));
        assert_eq!(nearest(&vectors, &[1.0, 0.0]), [1, 3, 2], "another width is not taken");
        assert_eq!(nearest(&vectors, &[1.0]), Vec::<u64>::new());
        vectors.put(5, (20, 2), &short(&[1.0, 0.0]));
        let of = |counts: fn(u32, u32) -> bool| {
            vectors.nearest(&short(&[1.0, 0.0]), 1, counts, |alike, _| alike)[0].0
        };
        assert_eq!(
            (of(|place, _| place == 2), of(|place, _| place == 1), of(|_, asked| asked < 20)),
            (5, 1, 1)
        );
        assert!(Short::of(&[0.0, 0.0]).is_none() && Short::of(&[f32::NAN]).is_none());
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many() {
        let mut vectors = Vectors::empty("m");
        let vector = short(&vec![1.0; 4_096]);
        let room = super::MOST / (4_096 + super::BESIDE);
        for at in 0..=u32::try_from(room).unwrap() {
            vectors.put(u64::from(at), (at, 1), &vector);
        }
        assert!(vectors.threads.len() < room && vectors.threads.len() > room * 8 / 10);
        assert!(!vectors.has(0) && vectors.has(room as u64) && !vectors.has_room(3));
        vectors.put(0, (0, 1), &vector);
        assert!(!vectors.has(0), "it would be the next to go");
    }

    #[test]
    fn what_is_written_is_read_again_for_the_same_model_and_store() {
        let folder = tempfile::tempdir().unwrap();
        let mut vectors = Vectors::empty("m");
        for thread in 0..5 {
            #[expect(clippy::cast_precision_loss, reason = "small")]
            vectors.put(thread, (10, 1), &short(&[thread as f32, 1.0]));
        }
        vectors.save(folder.path(), &cursor(5)).unwrap();
        let open = |model: &str, cursor: &Cursor| Vectors::open(folder.path(), model, cursor);
        let read = open("m", &cursor(4));
        assert_eq!(read.threads.len(), 5);
        assert_eq!(nearest(&read, &[1.0, 0.0]), nearest(&vectors, &[1.0, 0.0]));
        assert_eq!(open("n", &cursor(5)).threads.len(), 0, "another model");
        assert_eq!(open("m", &cursor(6)).threads.len(), 0, "older than the index");
        assert_eq!(open("m", &Cursor { epoch: 8, ..cursor(5) }).threads.len(), 0, "another store");
        let path = folder.path().join("vectors");
        let sound = std::fs::read(&path).unwrap();
        for at in 0..sound.len() {
            let mut damaged = sound.clone();
            damaged[at] ^= 4;
            std::fs::write(&path, &damaged).unwrap();
            assert_eq!(open("m", &cursor(5)).threads.len(), 0, "damaged at {at}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200), begins in any::<bool>()) {
            let mut bytes = MARK.to_vec();
            let mut body = body;
            if begins {
                let head = [&[1_u8, b'm'][..], &7_i64.to_le_bytes(), &5_i64.to_le_bytes()].concat();
                body.splice(0..0, head);
            }
            bytes.extend_from_slice(&crc32fast::hash(&body).to_le_bytes());
            bytes.extend_from_slice(&body);
            if let Some(read) = Vectors::read(&bytes, "m", &cursor(5)) {
                let _ = read.nearest(&short(&[1.0, 0.5]), 3, |_, _| true, |alike, _| alike);
            }
        }
    }
}
