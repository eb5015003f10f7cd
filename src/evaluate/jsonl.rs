//! Files of JSON lines, gzip or plain.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

/// The longest line that is read.
const LONGEST: u64 = 16 << 20;

/// Reads a file line by line; empty lines are left out, and their numbers begin with one.
///
/// # Errors
/// The file, the line, and what is wrong with it.
pub fn each_line(
    path: &Path,
    mut each: impl FnMut(u64, &str) -> Result<(), serde_json::Error>,
) -> anyhow::Result<()> {
    let mut reader = open(path).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
    let mut line = String::new();
    for number in 1.. {
        let wrong =
            |error: &dyn std::fmt::Display| anyhow::anyhow!("{}, line {number}: {error}", path.display());
        line.clear();
        let read = (&mut reader).take(LONGEST).read_line(&mut line).map_err(|error| wrong(&error))?;
        if read == 0 {
            break;
        }
        if read as u64 == LONGEST && !line.ends_with('\n') {
            return Err(wrong(&format!("longer than {} MB", LONGEST >> 20)));
        }
        // Windows likes to mark the beginning of a file.
        let text = line.trim_start_matches('\u{feff}').trim();
        if !text.is_empty() {
            each(number, text).map_err(|error| wrong(&error))?;
        }
    }
    Ok(())
}

/// Gzip is known by its first two bytes.
fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let mut file = BufReader::new(File::open(path)?);
    let zipped = file.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    Ok(if zipped { Box::new(BufReader::new(MultiGzDecoder::new(file))) } else { Box::new(file) })
}
