//! The command line; see [`bareme::cli`].

/// Columns of millions of rows come and go; this allocator keeps their pages.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    bareme::cli::main()
}
