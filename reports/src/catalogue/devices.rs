//! The devices.

use firedrill_model::device::Device;

use crate::columns::{Align, Cell, Columns};
use crate::palette::Palette;

/// Every device with the figures that matter most to a scenario.
pub fn devices(devices: &[Device], palette: &Palette) -> String {
    use Align::{Left, Right};
    let mut columns = Columns::new(&[Left, Right, Right, Right, Right, Right, Left]);
    let headings =
        ["device", "cores", "up to", "battery", "resistance", "killed above", "governor"];
    columns.row(headings.map(|heading| Cell::styled(heading, palette.quiet)));
    for device in devices {
        let fastest = device.cores.points.last().map_or(device.cores.usual_mhz, |point| point.mhz);
        columns.row([
            device.name.into(),
            format!("{} + {}", device.cores.count, device.little_cores.count).into(),
            format!("{fastest:.0} MHz").into(),
            format!("{:.2} Wh", device.battery_wh * device.wear.capacity).into(),
            format!("{:.1}x", device.wear.resistance).into(),
            format!("{:.0} MB", device.jetsam_limit.as_mb()).into(),
            device.junction.policy.name().into(),
        ]);
    }
    columns.lines().join("\n") + "\n"
}
