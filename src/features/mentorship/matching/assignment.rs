//! Maximum-weight assignment of rows to columns that take several rows each.
//!
//! Rows are added one by one, each by a shortest augmenting path with reduced costs (Jonker and Volgenant 1987; in the form of
//! Crouse 2016, doi:10.1109/TAES.2016.140952). A column with places for several rows is one vertex, which is left by each of
//! its rows: it is not copied. A row may stay without a column, which is a private column worth nothing. All of it is in
//! integers, so the optimum is exact.

/// No pair: whatever may not be.
pub const NEVER: i32 = i32::MIN;

/// What each pair is worth: rows times columns, each 0 or more, or [`NEVER`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scores {
    columns: usize,
    cells: Vec<i32>,
}

impl Scores {
    /// Of so many rows and columns, as `score` says of each row and column.
    pub fn new(rows: usize, columns: usize, mut score: impl FnMut(usize, usize) -> i32) -> Self {
        let mut cells = Vec::with_capacity(rows * columns);
        for row in 0..rows {
            cells.extend((0..columns).map(|column| score(row, column)));
        }
        Self { columns, cells }
    }

    /// What a pair is worth; none if it may not be.
    pub fn of(&self, row: usize, column: usize) -> Option<i32> {
        Some(self.cells[row * self.columns + column]).filter(|score| *score != NEVER)
    }

    fn row(&self, row: usize) -> &[i32] {
        &self.cells[row * self.columns..(row + 1) * self.columns]
    }

    fn rows(&self) -> usize {
        self.cells.len().checked_div(self.columns).unwrap_or_default()
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
    u: Vec<i64>,
    v: Vec<i64>,
    /// Of the path that is looked for: how far each column is, from which row, and which are not reached for good yet.
    distance: Vec<i64>,
    from: Vec<usize>,
    open: Vec<usize>,
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
            distance: vec![i64::MAX; columns],
            from: vec![0; columns],
            open: Vec::with_capacity(columns),
            reached: Vec::with_capacity(columns),
        }
    }

    fn is_free(&self, column: usize) -> bool {
        u32::try_from(self.rows_of[column].len()).is_ok_and(|taken| taken < self.places[column])
    }

    /// Adds a row, and moves others along the shortest path.
    fn add(&mut self, row: usize) {
        self.distance.fill(i64::MAX);
        self.open.clear();
        self.open.extend((0..self.places.len()).filter(|column| self.places[*column] > 0));
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
    fn path(&mut self, row: usize) -> (End, i64) {
        // To stay without a column is the private column of each row, worth nothing.
        let (mut stays, mut stays_at) = (row, -self.u[row]);
        self.look_from(row, 0);
        loop {
            let Some(at) = self.nearest() else { return (End::Row(stays), stays_at) };
            let column = self.open[at];
            let distance = self.distance[column];
            if stays_at < distance {
                return (End::Row(stays), stays_at);
            }
            if self.is_free(column) {
                return (End::Column(column), distance);
            }
            self.open.swap_remove(at);
            self.reached.push(column);
            for number in 0..self.rows_of[column].len() {
                let other = self.rows_of[column][number];
                if distance - self.u[other] < stays_at {
                    (stays, stays_at) = (other, distance - self.u[other]);
                }
                self.look_from(other, distance);
            }
        }
    }

    /// Columns may be nearer from this row, which is so far away.
    fn look_from(&mut self, row: usize, so_far: i64) {
        let (scores, base) = (self.scores.row(row), so_far - self.u[row]);
        for column in &self.open {
            let score = scores[*column];
            let there = base - i64::from(score) - self.v[*column];
            if score != NEVER && there < self.distance[*column] {
                self.distance[*column] = there;
                self.from[*column] = row;
            }
        }
    }

    /// Where in `open` the nearest column stands: of several a free one, then the first. None if none is within reach.
    fn nearest(&self) -> Option<usize> {
        let key = |column: usize| (self.distance[column], !self.is_free(column), column);
        let mut best: Option<usize> = None;
        for (at, column) in self.open.iter().enumerate() {
            let distance = self.distance[*column];
            let is_nearer = best.is_none_or(|best| {
                distance <= self.distance[self.open[best]] && key(*column) < key(self.open[best])
            });
            if distance < i64::MAX && is_nearer {
                best = Some(at);
            }
        }
        best
    }

    fn augment(&mut self, row: usize, end: End) {
        let mut next = match end {
            End::Column(column) => Some(column),
            End::Row(other) => self.leave(other),
        };
        while let Some(column) = next {
            let other = self.from[column];
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
