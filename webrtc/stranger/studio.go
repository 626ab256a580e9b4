package stranger

import (
	"bytes"
	"fmt"
	"os/exec"
	"testing"

	"github.com/pion/rtp/codecs"
)

// FramesASecond is how many pictures Encoded makes of a second.
const FramesASecond = 25

// mostPayload is how long a payload is at most.
const mostPayload = 1200

// Encoded are pictures as OBS encodes them, in H.264 with a keyframe each second: the payloads of each frame.
func Encoded(t testing.TB, width, height, seconds int) [][][]byte {
	t.Helper()
	picture := fmt.Sprintf("testsrc2=size=%dx%d:rate=%d:duration=%d", width, height, FramesASecond, seconds)
	encode := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-f", "lavfi", "-i", picture, "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency",
		"-pix_fmt", "yuv420p", "-threads", "1", "-g", fmt.Sprint(FramesASecond), "-x264-params", "aud=1:repeat-headers=1", "-f", "h264", "-")
	stream, err := encode.Output()
	if err != nil {
		t.Fatalf("ffmpeg encodes no H.264: %v", err)
	}
	var frames [][][]byte
	for _, frame := range bytes.Split(stream, []byte{0, 0, 0, 1, 9})[1:] { // what begins a frame
		p := codecs.H264Payloader{}
		frames = append(frames, p.Payload(mostPayload, append([]byte{0, 0, 0, 1, 9}, frame...)))
	}
	if len(frames) != seconds*FramesASecond {
		t.Fatalf("%d frames", len(frames))
	}
	return frames
}
