//! Faults of what the person sees and touches.

use crate::duration::Duration;
use crate::faults::spec::fault_family;

fault_family! {
    /// A fault of the interface.
    InterfaceFault, Interface;

    /// The main thread reads a file whenever the person swipes; the app's descriptions report
    /// freezes of 50 to 200 ms.
    BlockingFileRead = "blocking-file-read", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// How long one read takes.
        read: Duration = "1ms" .. "30s", usual "300ms..3s",
    }

    /// An animation that never ends invalidates its view in each frame: the main thread lays out and
    /// the GPU draws without a pause, and a touch waits for the frame in hand. Without animations it
    /// ends. (Assumed.)
    FrameStorm = "frame-storm", in Process,
    cleared by [EnableGracefulDegradation, RestartApp, RollbackVersion, FullSystemRecovery] {
        /// What one frame costs the main thread at the usual frequency; 16 ms is a good frame, 33 a
        /// bad one, 100 a critical one.
        frame: Duration = "1ms" .. "1s", usual "15ms..100ms",
    }

    /// The main thread waits for an answer that nobody is going to give. It cannot be cancelled: only
    /// a new process has another one. (Assumed.)
    FullHang = "full-hang", in Process,
    cleared by [RestartApp, RollbackVersion, FullSystemRecovery] {
    }
}
