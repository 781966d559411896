//! The texts. The first two are the playbook's "Communication Templates"; for what it only names, the
//! shortest text that says who is to do what (choice).

/// "Internal Alert (Slack/Teams)".
pub(super) const INTERNAL_ALERT: &str = "\
🚨 **PERFORMANCE EMERGENCY** 🚨

**Incident**: {incident_type}
**Severity**: {severity_level}
**Time**: {timestamp}
**Performance**: {current_performance} (Target: {target_performance})
**Memory**: {current_memory} (Target: <{target_memory})

**Auto-Recovery**: {auto_recovery_status}
**ETA**: {eta}

**Actions Taken**:
{actions}

**Status**: {current_status}";

/// "App Store Team Notification".
pub(super) const APP_STORE_NOTIFICATION: &str = "\
Subject: V7 Performance Incident - App Store Compliance Impact

Dear App Store Team,

We experienced a performance incident affecting our {target_performance} performance advantage:

Incident Details:
- Type: {incident_type}
- Duration: {incident_duration}
- Impact: {performance_impact}
- Recovery Status: {current_status}

App Store Compliance Status:
- Performance Target: {compliance_status}
- Memory Baseline: {memory_status}
- Expected Resolution: {eta}

We are actively monitoring the situation and will provide updates.

Best regards,
V7 Engineering Team";

/// "Engineering team investigates root cause".
pub(super) const PAGE: &str = "\
{incident_type}, {severity_level}: {page_reason}.
Performance {current_performance}, memory {current_memory}. Done so far:
{actions}
Please acknowledge and investigate.";

/// "Emergency communication to users".
pub(super) const USER_COMMUNICATION: &str = "\
The app {user_problem}. {user_swipes} {user_outlook}";

/// "Immediate App Store compliance review".
pub(super) const COMPLIANCE_REVIEW: &str = "\
An incident has come to full system recovery and needs an App Store compliance review now.
- Type: {incident_type}, {severity_level}, {since_when}
- Impact: {performance_impact}
- Performance Target: {compliance_status}
- Memory Baseline: {memory_status}";

/// "Prepare incident post-mortem".
pub(super) const POST_MORTEM_REQUEST: &str = "\
Please prepare the post-mortem of this incident.
- Type: {incident_type}, {severity_level}, since {begin}
- Impact: {performance_impact}
- Actions so far:
{actions}";

/// "Recovery successful - all targets met".
pub(super) const RESOLVED: &str = "\
Recovery successful: {recovered}.
{incident_type}, {severity_level}; performance {current_performance}, memory {current_memory}.";

/// "Invalid baseline".
pub(super) const INVALID_BASELINE: &str = "\
Invalid baseline: emergency protocols may not work correctly.";
