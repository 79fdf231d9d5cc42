//! How far long work has come: on the standard error, on terminals only, and only after a second.

use std::io::IsTerminal;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Shorter work shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the time is redrawn.
const TICK: Duration = Duration::from_millis(200);

/// Shows which step of how many is being worked on; what was drawn goes away with it.
pub(super) struct Progress {
    steps: Option<Sender<Message>>,
    thread: Option<JoinHandle<()>>,
}

/// What is told to whoever draws.
enum Message {
    /// The next step begins.
    Step(String),
    /// Something is about to be written: nothing may be drawn until the next step.
    Rest(Sender<()>),
}

impl Progress {
    /// Progress over so many steps.
    pub(super) fn over(steps: usize) -> Self {
        if !std::io::stderr().is_terminal() || std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
            return Self { steps: None, thread: None };
        }
        let (sender, receiver) = mpsc::channel();
        let thread = thread::spawn(move || draw(steps, &receiver));
        Self { steps: Some(sender), thread: Some(thread) }
    }

    /// The next step begins.
    pub(super) fn step(&self, name: impl std::fmt::Display) {
        if let Some(steps) = &self.steps {
            // Where nobody listens any more there is nothing to show.
            let _ = steps.send(Message::Step(name.to_string()));
        }
    }

    /// Takes what is drawn off the terminal, before something else is written to it.
    pub(super) fn rest(&self) {
        if let Some(steps) = &self.steps {
            let (done, wait) = mpsc::channel();
            if steps.send(Message::Rest(done)).is_ok() {
                let _ = wait.recv();
            }
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

/// Draws what is told, until nothing more can be.
fn draw(steps: usize, told: &Receiver<Message>) {
    let started = Instant::now();
    let mut begun = 0u64;
    let mut now: Option<String> = None;
    let mut drawn: Option<ProgressBar> = None;
    loop {
        // A step that is not drawn yet is drawn as soon as patience is over.
        let next = match (&now, &drawn) {
            (Some(_), None) => told.recv_timeout(PATIENCE.saturating_sub(started.elapsed())),
            (Some(_), Some(_)) | (None, _) => told.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match next {
            Ok(Message::Step(name)) => {
                begun += 1;
                if let Some(bar) = &drawn {
                    bar.set_position(begun - 1);
                    bar.set_message(name.clone());
                }
                now = Some(name);
            }
            Ok(Message::Rest(done)) => {
                now = None;
                drawn.take().iter().for_each(ProgressBar::finish_and_clear);
                let _ = done.send(());
            }
            Err(RecvTimeoutError::Timeout) => {
                let message = now.clone().unwrap_or_default();
                let bar = bar(steps).with_position(begun.saturating_sub(1)).with_message(message);
                let bar = bar.with_elapsed(started.elapsed());
                bar.enable_steady_tick(TICK);
                drawn = Some(bar);
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    drawn.iter().for_each(ProgressBar::finish_and_clear);
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
