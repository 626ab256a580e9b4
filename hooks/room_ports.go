package hooks

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/webrtc"
)

// writePorts writes down, for `aula doctor`, which ports media has taken: what was asked for may have been another program's.
func writePorts(app core.App, engine *webrtc.Engine, asked webrtc.Config) error {
	l := webrtc.Listening{Since: time.Now().UTC().Truncate(time.Second), Ports: engine.Ports(""), Asked: webrtc.Asked{Media: asked.Port}}
	if asked.Relay != nil {
		l.Asked.Relay, l.Asked.Secure = asked.Relay.Port, asked.Relay.TLSPort
	}
	content, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		return err
	}
	path := filepath.Join(app.DataDir(), webrtc.ListeningFile)
	if err := os.WriteFile(path+".new", content, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
