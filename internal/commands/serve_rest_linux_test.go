package commands

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestOnlyWhatIsAsInTheProgramsFileIsGivenBack(t *testing.T) {
	const smaps = `00400000-00500000 r-xp 00000000 fe:00 11 /srv/aula
Rss:                 900 kB
Anonymous:             0 kB
00500000-00600000 r--p 00100000 fe:00 11 /srv/aula
Anonymous:             4 kB
00600000-00700000 rw-p 00200000 fe:00 11 /srv/aula
Anonymous:             0 kB
00700000-00800000 r--p 00000000 fe:00 12 /srv/other
Anonymous:             0 kB
00800000-00900000 r--p 00000000 00:00 0
Anonymous:             0 kB
00900000-00a00000 r--p 00300000 fe:00 11 /srv/aula
Anonymous:             0 kB
`
	if got, want := unchanged(strings.NewReader(smaps), "/srv/aula"), []part{{0x400000, 0x500000}, {0x900000, 0xa00000}}; !slices.Equal(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
}

func TestAtRestLessOfTheProgramIsHeld(t *testing.T) {
	before := heldOfFiles(t)
	rest()
	if after := heldOfFiles(t); after >= before {
		t.Errorf("%d kB of files before, %d after", before, after)
	}
}

// heldOfFiles is how much of files this process has in memory, in kB.
func heldOfFiles(t *testing.T) (kB int) {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, line, _ := strings.Cut(string(status), "RssFile:")
	if _, err := fmt.Sscan(line, &kB); err != nil {
		t.Fatal(err)
	}
	return kB
}
