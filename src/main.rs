//! The command line; see [`bareme::cli`].

fn main() -> std::process::ExitCode {
    bareme::cli::main()
}
