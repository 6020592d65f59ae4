//! What ends the program.

use std::io::{self, Read};

use tokio::sync::mpsc;

/// What ends the program.
pub struct Ends {
    runtime: tokio::runtime::Runtime,
    ended: mpsc::UnboundedReceiver<()>,
}

impl Ends {
    /// Watches for the signals, and for the end of standard input if requested.
    pub fn watch(stdin: bool) -> io::Result<Ends> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let (sender, ended) = mpsc::unbounded_channel();
        if stdin {
            watch_stdin(sender.clone());
        }
        let interrupt = sender.clone();
        runtime.spawn(async move {
            let _ = tokio::signal::ctrl_c().await;
            let _ = interrupt.send(());
        });
        #[cfg(unix)]
        {
            let _entered = runtime.enter();
            let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
            runtime.spawn(async move {
                terminate.recv().await;
                let _ = sender.send(());
            });
        }
        Ok(Ends { runtime, ended })
    }

    /// Waits until one of them comes.
    pub fn wait(mut self) {
        self.runtime.block_on(self.ended.recv());
    }
}

/// Reads standard input to its end on a separate thread, which ends with the process.
fn watch_stdin(sender: mpsc::UnboundedSender<()>) {
    std::thread::spawn(move || {
        let mut bytes = [0; 512];
        while io::stdin().read(&mut bytes).is_ok_and(|count| count > 0) {}
        let _ = sender.send(());
    });
}
