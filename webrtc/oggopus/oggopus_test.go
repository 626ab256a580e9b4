package oggopus

import (
	"bytes"
	"testing"

	"github.com/pion/webrtc/v3/pkg/media/oggreader"
)

func TestAnotherProgramReadsTheOgg(t *testing.T) {
	o := &Ogg{Serial: 7}
	stream := o.Begin()
	long := bytes.Repeat([]byte{0x55}, 255) // its length needs a second lace
	stream = append(stream, o.Piece([][]byte{{1, 2, 3}, long})...)
	stream = append(stream, o.Piece([][]byte{{4}})...)
	r, head, err := oggreader.NewWith(bytes.NewReader(stream))
	if err != nil {
		t.Fatal(err)
	}
	if head.Channels != 1 || head.SampleRate != 48000 || head.PreSkip != preSkip {
		t.Errorf("%+v", head)
	}
	for _, want := range []struct {
		granule uint64
		content []byte
	}{{0, nil}, {2 * samples, append([]byte{1, 2, 3}, long...)}, {3 * samples, []byte{4}}} {
		content, page, err := r.ParseNextPage()
		if err != nil {
			t.Fatal(err)
		}
		if page.GranulePosition != want.granule || want.content != nil && !bytes.Equal(content, want.content) {
			t.Errorf("granule %d, %d bytes", page.GranulePosition, len(content))
		}
	}
}
