package recording

import "strings"

// codec is one of pictures.
type codec int

const (
	noPictures codec = iota // or of another codec
	vp8Pictures
	h264Pictures
)

func codecOf(t Track) codec {
	switch {
	case !t.Video():
	case strings.EqualFold(t.Mime, "video/VP8"):
		return vp8Pictures
	case strings.EqualFold(t.Mime, "video/H264"):
		return h264Pictures
	}
	return noPictures
}

// takes says whether a film of this codec can show pictures of another: VP8 is decoded here, so its keyframes can be shown as stills.
func (c codec) takes(other codec) bool {
	return other == c || c == h264Pictures && other == vp8Pictures
}

// format is that of a film, as files are named.
func (c codec) format() string {
	if c == h264Pictures {
		return "mp4"
	}
	return "webm"
}
