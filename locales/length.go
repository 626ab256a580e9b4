package locales

// Length says how long something lasts, in hours and minutes: "1 ora e 30 minuti".
func (l *Locale) Length(minutes int) string {
	hours, rest := minutes/60, minutes%60
	switch {
	case hours == 0:
		return l.T("length.minutes", "count", rest)
	case rest == 0:
		return l.T("length.hours", "count", hours)
	}
	return l.T("length.both", "hours", l.T("length.hours", "count", hours), "minutes", l.T("length.minutes", "count", rest))
}
