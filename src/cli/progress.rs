//! How far long work has come: on the standard error, on terminals only, and only after a second.

use std::io::IsTerminal;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Shorter work shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the time is redrawn.
const TICK: Duration = Duration::from_millis(200);

/// Shows which step of how many is being worked on; what was drawn goes away with it.
pub(super) struct Progress {
    steps: Option<Sender<String>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Progress over so many steps.
    pub(super) fn over(steps: usize) -> Self {
        if !std::io::stderr().is_terminal() || std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
            return Self { steps: None, thread: None };
        }
        let (sender, receiver) = mpsc::channel::<String>();
        let started = Instant::now();
        let thread = thread::spawn(move || {
            let (mut begun, mut name) = (0u64, String::new());
            loop {
                match receiver.recv_timeout(PATIENCE.saturating_sub(started.elapsed())) {
                    Ok(next) => (begun, name) = (begun + 1, next),
                    Err(RecvTimeoutError::Disconnected) => return,
                    Err(RecvTimeoutError::Timeout) => break,
                }
            }
            let bar =
                bar(steps).with_position(begun.saturating_sub(1)).with_message(name).with_elapsed(started.elapsed());
            bar.enable_steady_tick(TICK);
            while let Ok(next) = receiver.recv() {
                begun += 1;
                bar.set_position(begun.saturating_sub(1));
                bar.set_message(next);
            }
            bar.finish_and_clear();
        });
        Self { steps: Some(sender), thread: Some(thread) }
    }

    /// The next step begins.
    pub(super) fn step(&self, name: impl std::fmt::Display) {
        if let Some(steps) = &self.steps {
            // Where nobody listens any more there is nothing to show.
            let _ = steps.send(name.to_string());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.steps.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// One step has no bar, only the time that it has taken so far.
fn bar(steps: usize) -> ProgressBar {
    let template =
        if steps > 1 { "{bar:30} {pos} of {len}  {elapsed}  {wide_msg}" } else { "{spinner} {elapsed}  {wide_msg}" };
    let bar = ProgressBar::new(u64::try_from(steps).unwrap_or(u64::MAX));
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style.progress_chars("#>-")),
        Err(_) => bar,
    }
}
