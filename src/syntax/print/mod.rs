//! x
use super::ast::File;
/// x
pub fn print(_file: &File) -> String {
    String::new()
}
