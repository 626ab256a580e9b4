package commands

import (
	"context"
	"errors"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/webrtc/livekit"
)

// liveKitSkew is how far LiveKit's clock may be from ours: tokens to join hold for two minutes.
const liveKitSkew = 45 * time.Second

// lookAtLiveKit asks the server for something that changes nothing, with a token as rooms use them.
func lookAtLiveKit(server *livekit.Server) func(core.App) ([]finding, error) {
	return func(core.App) ([]finding, error) {
		ctx, cancel := context.WithTimeout(context.Background(), 2*unanswered)
		defer cancel()
		ahead, err := server.Try(ctx)
		for kind, key := range map[error]string{livekit.ErrAway: "livekit_away", livekit.ErrRefused: "livekit_refused", livekit.ErrNonsense: "livekit_nonsense"} {
			if errors.Is(err, kind) {
				return []finding{{fault, key, []any{"url", server.Socket(), "error", err.Error()}}}, nil
			}
		}
		if err == nil && ahead.Abs() > liveKitSkew {
			return []finding{{fault, "livekit_clock", []any{"seconds", int(ahead.Abs().Seconds())}}}, nil
		}
		return nil, err
	}
}
