package recordings

import "time"

// KeptFor is how long a recording is kept that is no lesson.
const KeptFor = 90 * 24 * time.Hour

// KeptUntil is when a recording that becomes free now is deleted by itself.
func KeptUntil(now time.Time) time.Time { return now.Add(KeptFor) }
