package jobs

import "time"

// A job that fails by itself is tried again after half a minute, a minute, and so on up to an hour: patience tries
// take five days. While the other side of a kind is away no try is counted: one job knocks, all others wait.
const (
	firstPause   = 30 * time.Second
	longestPause = time.Hour
	patience     = 125
	longestAway  = 5 * time.Minute // between two knocks at a door that stays shut
	round        = time.Minute     // how often a line looks by itself
)

// pauseAfter is how long a job rests after so many tries.
func pauseAfter(tries int) time.Duration { return doubled(tries, longestPause) }

func doubled(times int, most time.Duration) time.Duration {
	return min(firstPause<<min(max(times-1, 0), 10), most)
}

// Away says that the other side of a kind of work answers nobody.
type Away struct {
	Since time.Time // first knock without an answer
	Until time.Time // next knock
	Cause string
	times int
}

// again is the state after one more knock in vain.
func (a Away) again(now time.Time, cause error) Away {
	if a.times == 0 {
		a.Since = now
	}
	a.times++
	a.Cause = cause.Error()
	a.Until = now.Add(doubled(a.times, longestAway))
	return a
}

// holds tells whether it is too early to knock. A pause that no knock can have caused comes from a clock that went back.
func (a Away) holds(now time.Time) bool {
	return a.times > 0 && now.Before(a.Until) && a.Until.Sub(now) <= longestAway
}
