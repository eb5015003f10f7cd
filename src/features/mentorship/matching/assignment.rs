//! Maximum-weight assignment of rows to columns that take several rows each.
//!
//! Rows are added one by one, each by a shortest augmenting path with reduced costs (Jonker and Volgenant 1987; in the form of
//! Crouse 2016, doi:10.1109/TAES.2016.140952). A column with places for several rows is one vertex, which is left by each of
//! its rows: it is not copied. A row may stay without a column, which is a private column worth nothing. All of it is in
//! integers, so the optimum is exact.

/// No pair: whatever may not be.
pub const NEVER: i32 = i32::MIN;
/// What a pair is worth at the most. A row can stay for nothing, so no dual variable is larger, and sums of some of them fit.
pub const MOST_WORTH: i32 = 100_000_000;

/// What the cost of [`NEVER`] is: beyond every path.
const BEYOND: i32 = 1_000_000_000;

/// What each pair costs, so that the best is the least: rows times columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scores {
    columns: usize,
    costs: Vec<i32>,
}

impl Scores {
    /// Of so many rows and columns, as `score` says of each row and column: from 0 to [`MOST_WORTH`], or [`NEVER`]. What is less
    /// counts as never, what is more as the most.
    pub fn new(rows: usize, columns: usize, mut score: impl FnMut(usize, usize) -> i32) -> Self {
        let cost = |score: i32| if score < 0 { BEYOND } else { -score.min(MOST_WORTH) };
        let mut costs = Vec::with_capacity(rows * columns);
        for row in 0..rows {
            costs.extend((0..columns).map(|column| cost(score(row, column))));
        }
        Self { columns, costs }
    }

    /// What a pair is worth; none if it may not be.
    pub fn of(&self, row: usize, column: usize) -> Option<i32> {
        Some(self.costs[row * self.columns + column]).filter(|cost| *cost != BEYOND).map(|cost| -cost)
    }

    fn row(&self, row: usize) -> &[i32] {
        &self.costs[row * self.columns..(row + 1) * self.columns]
    }

    fn rows(&self) -> usize {
        self.costs.len().checked_div(self.columns).unwrap_or_default()
    }
}

/// Which column each row has, and what that is worth together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// By row; none for a row without a column. Empty if there is no column.
    pub column_of: Vec<Option<usize>>,
    /// The largest total that there is.
    pub total: i64,
}

/// The assignment with the largest total in which no column has more rows than it has places. Of several, always the same for
/// the same input: rows come in their order, and of columns that are equally near a free one goes first, then the first.
pub fn assign(scores: &Scores, places: &[u32]) -> Assignment {
    let mut search = Search::new(scores, places);
    for row in 0..scores.rows() {
        search.add(row);
    }
    let assigned = search.column_of.iter().enumerate();
    let total = assigned.filter_map(|(row, column)| scores.of(row, (*column)?)).map(i64::from).sum();
    Assignment { column_of: search.column_of, total }
}

/// Where a shortest path ends.
#[derive(Clone, Copy)]
enum End {
    /// At a column with a free place.
    Column(usize),
    /// At a row that stays without a column.
    Row(usize),
}

struct Search<'s> {
    scores: &'s Scores,
    places: &'s [u32],
    column_of: Vec<Option<usize>>,
    rows_of: Vec<Vec<usize>>,
    /// Dual variables: of rows (at most 0 once they are added), and of columns (at most 0, and 0 while a place is free).
    u: Vec<i32>,
    v: Vec<i32>,
    /// Of the path that is looked for: how far each column is, and from which row.
    distance: Vec<i32>,
    from: Vec<u32>,
    /// Columns that are reached for good, or have no place at all: `i32::MAX`; the others `i32::MIN`.
    closed: Vec<i32>,
    reached: Vec<usize>,
}

impl<'s> Search<'s> {
    fn new(scores: &'s Scores, places: &'s [u32]) -> Self {
        let (rows, columns) = (scores.rows(), scores.columns);
        Self {
            scores,
            places,
            column_of: vec![None; rows],
            rows_of: vec![Vec::new(); columns],
            u: vec![0; rows],
            v: vec![0; columns],
            distance: vec![i32::MAX; columns],
            from: vec![0; columns],
            closed: vec![i32::MIN; columns],
            reached: Vec::with_capacity(columns),
        }
    }

    fn is_free(&self, column: usize) -> bool {
        u32::try_from(self.rows_of[column].len()).is_ok_and(|taken| taken < self.places[column])
    }

    /// Adds a row, and moves others along the shortest path.
    fn add(&mut self, row: usize) {
        self.distance.fill(i32::MAX);
        for (closed, places) in self.closed.iter_mut().zip(self.places) {
            *closed = if *places == 0 { i32::MAX } else { i32::MIN };
        }
        self.reached.clear();
        let (end, length) = self.path(row);
        self.u[row] += length;
        for column in &self.reached {
            let change = length - self.distance[*column];
            self.v[*column] -= change;
            for other in &self.rows_of[*column] {
                self.u[*other] += change;
            }
        }
        self.augment(row, end);
    }

    /// The shortest path from a row, and its length. Columns that it goes through are in `reached`.
    fn path(&mut self, row: usize) -> (End, i32) {
        // To stay without a column is the private column of each row, worth nothing.
        let (mut stays, mut stays_at) = (row, -self.u[row]);
        let mut nearest = self.look_from(row, 0);
        loop {
            if stays_at < nearest {
                return (End::Row(stays), stays_at);
            }
            let column = self.at(nearest);
            if self.is_free(column) {
                return (End::Column(column), nearest);
            }
            self.closed[column] = i32::MAX;
            self.reached.push(column);
            let distance = nearest;
            nearest = i32::MAX;
            for number in 0..self.rows_of[column].len() {
                let other = self.rows_of[column][number];
                if distance - self.u[other] < stays_at {
                    (stays, stays_at) = (other, distance - self.u[other]);
                }
                nearest = self.look_from(other, distance);
            }
        }
    }

    /// Columns may be nearer from this row, which is so far away; how far the nearest is that is not reached yet.
    fn look_from(&mut self, row: usize, so_far: i32) -> i32 {
        let (costs, base) = (self.scores.row(row), so_far - self.u[row]);
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        let mut nearest = i32::MAX;
        // A column that is reached is nearer already, so it needs no look whether it is. Without a branch, several columns
        // are looked at with one instruction.
        let columns = costs.iter().zip(&self.v).zip(&mut self.distance).zip(&mut self.from).zip(&self.closed);
        for ((((cost, v), distance), from), closed) in columns {
            let there = base + cost - v;
            let is_nearer = there < *distance;
            *distance = if is_nearer { there } else { *distance };
            *from = if is_nearer { row } else { *from };
            nearest = nearest.min((*distance).max(*closed));
        }
        nearest
    }

    /// The column that is so near: of several a free one, then the first.
    fn at(&self, nearest: i32) -> usize {
        let is_there = |column: &usize| self.distance[*column] == nearest && self.closed[*column] == i32::MIN;
        let mut there = (0..self.distance.len()).filter(is_there);
        let first = there.next().unwrap_or_default();
        if self.is_free(first) { first } else { there.find(|column| self.is_free(*column)).unwrap_or(first) }
    }

    fn augment(&mut self, row: usize, end: End) {
        let mut next = match end {
            End::Column(column) => Some(column),
            End::Row(other) => self.leave(other),
        };
        while let Some(column) = next {
            let other = self.from[column] as usize;
            next = self.leave(other);
            self.column_of[other] = Some(column);
            self.rows_of[column].push(other);
            if other == row {
                return;
            }
        }
    }

    /// Takes a row out of its column; none if it has none.
    fn leave(&mut self, row: usize) -> Option<usize> {
        let column = self.column_of[row].take()?;
        self.rows_of[column].retain(|other| *other != row);
        Some(column)
    }
}
