package hooks

import (
	"errors"

	"aula/webrtc/signal"
)

// errNoMedia says that this academy carries neither sound nor pictures.
var errNoMedia = errors.New("no media engine")

// mediaAnswers are what people may ask for about media.
var mediaAnswers = map[string]func(*liveRoom, asker, signal.Request) (any, error){
	"media.publish": (*liveRoom).noMedia, "media.answer": (*liveRoom).noMedia, "media.want": (*liveRoom).noMedia, "media.restart": (*liveRoom).noMedia,
}

func (r *liveRoom) noMedia(asker, signal.Request) (any, error) { return nil, errNoMedia }

func (r *liveRoom) allowMedia(*guest)           {}
func (r *liveRoom) silenceMedia(*guest, string) {}
func (r *liveRoom) leaveStage(*signal.Conn)     {}
func (r *liveRoom) closeMedia()                 {}
func (r *liveRoom) tracksNow() []any            { return []any{} }
