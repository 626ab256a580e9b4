package pages

import (
	"errors"
	"io"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/calendar"
	"aula/recordings/captions"
)

// linesAtMost is how many lines of a file are named at once.
const linesAtMost = 20

// importCaptions takes captions from a WebVTT file in place of those that are there. A file with anything wrong changes nothing.
func (s *site) importCaptions(e *core.RequestEvent) error {
	w, r, kept, err := s.captionsOf(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	v := s.newCaptionsView(e, w, r, kept, 1, 0, min(len(kept), cuesAPage))
	v.Rows = cueRows(kept[:v.Count], 0)
	cues, marked, err := uploadedCaptions(e)
	var times *captions.TimeError
	switch {
	case err == nil:
		v.Revision = revisionRead(e)
		if e.Request.PostFormValue("mend") == "yes" {
			cues = captions.Mend(cues, r.Duration())
		}
		wrong := captions.Check(cues, r.Duration())
		if len(wrong) == 0 {
			said := "captions_saved"
			if len(marked) > 0 {
				said = "captions_unmarked"
			}
			return s.keepCaptions(e, v, r, cues, said)
		}
		for _, p := range wrong[:min(len(wrong), linesAtMost)] {
			v.Form.say(l, "", l.T("captions.line", "line", p.Line, "problem", problemInWords(l, p)))
		}
		v.Form.say(l, "", l.T("captions.mend_how"))
	case errors.As(err, &times):
		v.Form.say(l, "", l.T("captions.line", "line", times.Line, "problem", l.T("captions.problem_times")))
	case errors.Is(err, captions.ErrNotVTT):
		v.Form.say(l, "file", l.T("captions.not_vtt"))
	case errors.Is(err, captions.ErrNotText):
		v.Form.say(l, "file", l.T("captions.not_text"))
	case errors.Is(err, captions.ErrLarge):
		v.Form.say(l, "file", l.T("captions.large", "most", captions.CuesAtMost))
	case errors.Is(err, http.ErrMissingFile), errors.Is(err, http.ErrNotMultipart):
		v.Form.say(l, "file", l.T("captions.no_file"))
	default:
		return err
	}
	return s.render(e, http.StatusUnprocessableEntity, "manage_recording_captions", v)
}

func uploadedCaptions(e *core.RequestEvent) (cues []captions.Cue, marked []int, err error) {
	f, _, err := e.Request.FormFile("file")
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, captions.SizeAtMost+1))
	if err != nil {
		return nil, nil, err
	}
	return captions.Read(content)
}

// exportCaptions sends the captions of the whole film as a file.
func (s *site) exportCaptions(e *core.RequestEvent) error {
	w, r, cues, err := s.captionsOf(e)
	if err != nil {
		return err
	}
	h := e.Response.Header()
	h.Set("Content-Disposition", `attachment; filename="sottotitoli-`+calendar.FormatDay(r.Started().In(w.Location()))+`.vtt"`)
	h.Set("X-Content-Type-Options", "nosniff")
	return e.Blob(http.StatusOK, "text/vtt; charset=utf-8", captions.Write(cues))
}
