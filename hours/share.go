package hours

import (
	"cmp"
	"slices"
)

// Part is a requirement of a course, with how long it takes.
type Part struct {
	Key     string
	Minutes int
}

// Share divides a course's minutes among its parts in proportion to how long each takes: exactly, what is left over of a minute going to
// the parts that lost most of one, the earlier first. Parts of which none takes any time share alike.
func Share(total int, parts []Part) map[string]int {
	if len(parts) == 0 {
		return nil
	}
	whole := 0
	for _, p := range parts {
		whole += max(0, p.Minutes)
	}
	total = max(0, total)
	weight := func(p Part) int { return max(0, p.Minutes) }
	if whole == 0 {
		whole, weight = len(parts), func(Part) int { return 1 }
	}
	shares, order, left := map[string]int{}, make([]int, len(parts)), total
	for i, p := range parts {
		order[i] = i
		shares[p.Key] = total * weight(p) / whole
		left -= shares[p.Key]
	}
	lost := func(i int) int { return total * weight(parts[i]) % whole }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(lost(b), lost(a)) })
	for _, i := range order[:left] { // fewer than parts were rounded down
		shares[parts[i].Key]++
	}
	return shares
}

// Completion is the part for what is missing to a course's hours when it is completed.
const Completion = "completion"

// Held are minutes that a part of a course gave and that hold.
type Held struct {
	Key     string
	Minutes int
	Entry   string // id, once it is written
}

// Study is what is known of how somebody studies a course.
type Study struct {
	Total    int            // minutes that the course gives
	Shares   map[string]int // of its parts
	Met      []string       // parts that were met, in order; those that the course asks for no more have no share
	Complete bool
	Held     []Held // in the order in which they were written
}

// Settle says which of the minutes that hold are to be taken back, and which are to be given: those of each part that is met, never more
// together than the course gives, and exactly as many once it is complete.
func Settle(s Study) (back, give []Held) {
	var keep []Held
	left := s.Total
	for _, h := range s.Held {
		met := slices.Contains(s.Met, h.Key)
		if h.Key == Completion {
			met = s.Complete
		}
		if !met {
			back = append(back, h)
			continue
		}
		keep, left = append(keep, h), left-h.Minutes
	}
	for left < 0 { // the course gives fewer than it did: the last came on top
		last := keep[len(keep)-1]
		back, keep, left = append(back, last), keep[:len(keep)-1], left+last.Minutes
	}
	add := func(key string, minutes int) {
		if minutes = min(minutes, left); minutes > 0 && !slices.ContainsFunc(keep, func(h Held) bool { return h.Key == key }) {
			give, left = append(give, Held{Key: key, Minutes: minutes}), left-minutes
		}
	}
	for _, key := range s.Met {
		add(key, s.Shares[key])
	}
	if s.Complete {
		if i := slices.IndexFunc(keep, func(h Held) bool { return h.Key == Completion }); i >= 0 && left > 0 { // it lacks something now
			back, left = append(back, keep[i]), left+keep[i].Minutes
			keep = slices.Delete(keep, i, i+1)
		}
		add(Completion, left)
	}
	return back, give
}
