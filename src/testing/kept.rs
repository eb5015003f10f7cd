//! What the store keeps, wherever it stands: every column of every table is looked through.

use std::collections::BTreeMap;

use super::House;
use super::street::Shown;
use crate::chat::MessageId;
use crate::store::Sql;

impl House {
    /// The columns in which these words stand, as `table.column`.
    pub async fn keeps(&self, words: &str) -> Vec<String> {
        let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (table, column) in self.columns().await {
            tables.entry(table).or_default().push(column);
        }
        let mut found = Vec::new();
        for (table, columns) in tables {
            let has = |column: &String| {
                format!("LOWER(CAST(\"{column}\" AS TEXT)) LIKE '%{}%'", words.to_lowercase())
            };
            let any: Vec<String> = columns.iter().map(has).collect();
            if !self.has_row(&table, &any.join(" OR ")).await {
                continue;
            }
            for column in &columns {
                if self.has_row(&table, &has(column)).await {
                    found.push(format!("{table}.{column}"));
                }
            }
        }
        found
    }

    async fn has_row(&self, table: &str, condition: &str) -> bool {
        let text = format!("SELECT COUNT(*) FROM \"{table}\" WHERE {condition}");
        let mut tx = self.db.read().await.unwrap();
        tx.one::<(i64,)>(Sql::new(text.leak()), Vec::new()).await.unwrap().0 > 0
    }

    /// The words stand nowhere: in no column, and on no card that everybody sees.
    pub async fn forgot(&self, words: &str) {
        assert_eq!(self.keeps(words).await, Vec::<String>::new(), "\"{words}\" is kept");
        let shown = self.street.shown.lock().unwrap();
        let public = shown.iter().filter(|shown| shown.only.is_none()).map(Shown::draw);
        let with_it: Vec<String> = public.filter(|card| card.contains(words)).collect();
        assert!(with_it.is_empty(), "\"{words}\" is shown: {with_it:?}");
    }

    /// The only question there is.
    pub async fn question_id(&self) -> String {
        self.last_question().await
    }

    /// This message is the accepted answer of a question that is settled.
    pub async fn keeps_answer(&self, message: &MessageId) -> bool {
        let query =
            Sql::new("SELECT COUNT(*) FROM question WHERE state = 'accepted' AND answer_message = $1");
        let mut tx = self.db.read().await.unwrap();
        tx.one::<(i64,)>(query, vec![message.into()]).await.unwrap().0 > 0
    }

    async fn columns(&self) -> Vec<(String, String)> {
        let query = if self.db.is_shared() {
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'"
        } else {
            "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\'"
        };
        let mut tx = self.db.read().await.unwrap();
        tx.all(Sql::new(query), Vec::new()).await.unwrap()
    }
}
