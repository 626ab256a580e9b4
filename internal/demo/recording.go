package demo

import (
	"embed"
	"fmt"
	"os"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/recordings"
	"aula/webinars"
)

// filmed is what was recorded of the webinar that is over: three slides of its beginning, made with ffmpeg, in silence.
//
//go:embed registrazione
var filmed embed.FS

const filmLength = 24 * time.Second

var filmChapters = []recordings.Chapter{{At: 0, Title: "I dieci controlli"}, {At: 8, Title: "I titoli"}, {At: 16, Title: "Le immagini"}}

// addRecording gives the webinar that is over a recording that is ready, with captions and chapters, and no lesson yet.
func addRecording(tx core.App) error {
	row, err := tx.FindFirstRecordByData(webinars.Collection, "state", string(webinars.Ended))
	if err != nil {
		return err
	}
	w := webinars.Of(row)
	r, err := recordings.Begin(tx, w.Id, w.Owner(), w.Start())
	if err != nil {
		return err
	}
	r.Set("ended", w.Start().Add(filmLength))
	r.Set("reason", string(recordings.AtEnd))
	if err := tx.Save(r); err != nil {
		return err
	}
	media := int64(0)
	for name, path := range map[string]string{"media.webm": r.MediaPath(tx), "captions.vtt": r.CaptionsPath(tx), "poster.jpg": r.PosterPath(tx)} {
		content, err := filmed.ReadFile("registrazione/" + name)
		if err != nil {
			return err
		}
		if name == "media.webm" {
			media = int64(len(content))
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return fmt.Errorf("file of the recording: %w", err)
		}
	}
	if err := recordings.WriteChapters(tx, r, filmChapters); err != nil {
		return err
	}
	film := recordings.Film{Format: "webm", Duration: filmLength, Bytes: media, Width: 640, Height: 360, Poster: true}
	return recordings.Finish(tx, r.Id, film, recordings.KeptUntil(time.Now(), 0))
}
