package mp4

import "time"

// What a chunk holds at most: the packets of a track that stand together in the file.
const (
	chunkLasts = time.Second
	chunkBytes = 1 << 20
)

// even is by how much a picture may be moved so that it lasts as long as the one before: what lasts evenly takes no room in a table, and
// times are known to the millisecond only.
const even = 5 * time.Millisecond

// table tells of a track's packets: when each is, how long, where.
type table struct {
	scale  int64
	first  int64 // when it begins
	last   int64 // when its last packet is
	lasted int64 // the one before that
	runs   []run
	sizes  []uint32
	whole  []uint32 // numbers of the pictures that need none before them
	chunks []chunk

	waiting struct { // the chunk that is being filled
		content []byte
		packets uint32
		began   int64
	}
	form uint32 // how packets are to be read, from 1
}

// run is how many packets last equally long.
type run struct{ packets, lasts uint32 }

type chunk struct {
	at      int64 // in the media
	packets uint32
	form    uint32
}

// ticks are a moment by the track's count, to the nearest.
func (t *table) ticks(at time.Duration) int64 {
	return (int64(at)*(t.scale/1000) + int64(time.Millisecond)/2) / int64(time.Millisecond)
}

// add notes a packet.
func (t *table) add(at int64, content []byte) {
	if len(t.sizes) == 0 {
		t.first = at
	} else {
		t.ran(at - t.last)
	}
	t.last = at
	t.sizes = append(t.sizes, uint32(len(content)))
	w := &t.waiting
	if w.packets == 0 {
		w.began = at
	}
	w.content = append(w.content, content...)
	w.packets++
}

// evened is when a packet is said to be that came at a moment.
func (t *table) evened(at int64) int64 {
	if len(t.sizes) == 0 {
		return at
	}
	expected := t.last + t.lasted
	if d := at - expected; t.lasted > 0 && max(d, -d) <= t.ticks(even) {
		return expected
	}
	return max(at, t.last+1)
}

// ran says how long the last packet lasts.
func (t *table) ran(lasts int64) {
	t.lasted = lasts
	if n := len(t.runs); n > 0 && int64(t.runs[n-1].lasts) == lasts {
		t.runs[n-1].packets++
		return
	}
	t.runs = append(t.runs, run{1, uint32(lasts)})
}

// full says that the chunk should end before a packet of a moment.
func (t *table) full(at int64) bool {
	return t.waiting.packets > 0 && (at-t.waiting.began >= t.ticks(chunkLasts) || len(t.waiting.content) >= chunkBytes)
}

// lasts is how long the track plays from its first packet on.
func (t *table) lasts() int64 {
	all := int64(0)
	for _, r := range t.runs {
		all += int64(r.packets) * int64(r.lasts)
	}
	return all
}
