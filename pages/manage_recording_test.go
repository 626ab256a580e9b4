package pages

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"aula/internal/audit"
	"aula/internal/testapp"
	"aula/recordings"
)

// recorded is a recording of ten seconds of a webinar, without captions, and the address of its page.
func (lib library) recorded() (*recordings.Recording, string) {
	lib.t.Helper()
	webinar := testapp.Webinar(lib.t, lib.App, map[string]any{"state": "ended", "owner": lib.staff.Id, "started": time.Now()}).Id
	r := recordings.Of(testapp.Save(lib.t, lib.App, "recordings", map[string]any{
		"webinar": webinar, "state": "ready", "duration": 10, "format": "webm", "bytes": 9 << 20, "started": time.Now(), "until": time.Now().AddDate(0, 0, 90),
	}))
	testapp.Film(lib.t, r.MediaPath(lib.App), 10*time.Second)
	return r, "/manage/webinars/" + webinar + "/recordings/" + r.Id
}

// submit sends a form whose fields may repeat.
func (r reader) submit(path string, values url.Values) (status int, said, page string) {
	r.t.Helper()
	res, body := r.send(http.MethodPost, path, values)
	where, _ := url.Parse(res.Header.Get("Location"))
	return res.StatusCode, where.Query().Get("said"), body
}

func revision(t *testing.T, lib library, id string) string {
	t.Helper()
	r, err := recordings.Find(lib.App, id)
	if err != nil {
		t.Fatal(err)
	}
	return strconv.Itoa(r.Revision())
}

func TestARecordingBecomesALesson(t *testing.T) {
	lib := newLibrary(t)
	r, base := lib.recorded()
	staff := lib.as(lib.staff)
	if _, page := staff.get(strings.TrimSuffix(base, "/"+r.Id), nil); !strings.Contains(page, base) || !strings.Contains(page, "0:00:10") || !strings.Contains(page, "9 MB") {
		t.Error("the list lacks the recording")
	}
	if _, page := staff.get(base, nil); !strings.Contains(page, "da 0:00:00 a 0:00:10") || !strings.Contains(page, `src="/api/aula/recordings/`+r.Id+`/media"`) {
		t.Error("the page lacks the film or what has no captions")
	}
	for _, row := range []struct {
		name, path string
		values     url.Values
		status     int
		said       string // or what the page says
	}{
		{"times that are none", "/part", url.Values{"from": {"presto"}, "to": {"0:00:09"}}, 422, "0:12:34"},
		{"a part that is none", "/part", url.Values{"from": {"0:00:09"}, "to": {"0:00:02"}}, 422, "almeno di un secondo"},
		{"a part by hand", "/part", url.Values{"from": {"2"}, "to": {"0:00:09"}}, 303, "recording_part"},
		{"chapters, in any order", "/chapters", url.Values{"at": {"0:00:05", "0:00:03", ""}, "title": {"Poi", "Inizio", ""}}, 303, "recording_chapters"},
		{"a chapter nowhere", "/chapters", url.Values{"at": {"dopo"}, "title": {"Poi"}}, 422, "«Poi» non dice quando"},
		{"without captions", "/lesson", url.Values{"title": {"Dal vivo"}, "course": {lib.courses["published"]}}, 422, "Mancano i sottotitoli per più di un minuto, da 0:00:02 a 0:00:09"},
		{"a course of nobody", "/lesson", url.Values{"title": {"Dal vivo"}, "course": {"none"}}, 422, "Scegli uno dei corsi"},
		{"a caption is added, not kept yet", "/captions", url.Values{"act": {"insert:-1"}}, 200, "non ancora salvato"},
		{"captions that overlap", "/captions", url.Values{"act": {"save"}, "start": {"2", "3"}, "end": {"4", "5"}, "text": {"uno", "due"}}, 422, "Sottotitolo 2: comincia prima che finisca quello precedente, a 0:00:04"},
		{"a caption that says nothing", "/captions", url.Values{"act": {"save"}, "start": {"2"}, "end": {"4"}, "text": {" "}}, 422, "non dice niente"},
		{"markup is text", "/captions", url.Values{"act": {"save"}, "start": {"2", "4"}, "end": {"4", "6"}, "text": {"<script>x</script>", "due tre"}}, 303, "captions_saved"},
		{"a caption is divided where the film stands", "/captions", url.Values{"act": {"split:1"}, "count": {"2"}, "position": {"5"}, "start": {"2", "4"}, "end": {"4", "6"}, "text": {"uno", "due tre"}}, 200, `value="0:00:05"`},
		{"all are moved", "/captions", url.Values{"act": {"shift"}, "shift": {"0,5"}, "count": {"2"}, "start": {"2", "4"}, "end": {"4", "6"}, "text": {"uno", "due"}}, 303, "captions_saved"},
		{"published", "/lesson", url.Values{"title": {"Dal vivo"}, "course": {lib.courses["published"]}}, 303, "recording_published"},
		{"deleted while it is a lesson", "/delete", nil, 409, ""},
		{"withdrawn", "/lesson/withdraw", nil, 303, "recording_withdrawn"},
		{"deleted", "/delete", nil, 303, "recording_deleted"},
	} {
		values := row.values
		if values == nil {
			values = url.Values{}
		}
		values.Set("revision", revision(t, lib, r.Id))
		status, said, page := staff.submit(base+row.path, values)
		if status != row.status || row.said != said && (said != "" || !strings.Contains(page, row.said)) {
			t.Errorf("%s: %d %q, want %d %q", row.name, status, said, row.status, row.said)
		}
	}
	testapp.Audited(t, lib.App, lib.staff.Id, audit.RecordingPublished, audit.RecordingWithdrawn, audit.RecordingDeleted)
}

func TestWhoMayPrepareARecording(t *testing.T) {
	lib := newLibrary(t)
	_, base := lib.recorded()
	for _, path := range []string{"", "/captions", "/captions.vtt", "/delete"} {
		if res, _ := lib.as(lib.stranger).get(base+path, nil); res.StatusCode != http.StatusForbidden {
			t.Errorf("a learner at %s: %d", path, res.StatusCode)
		}
	}
	if status, _, _ := lib.as(lib.stranger).submit(base+"/lesson", url.Values{"title": {"x"}, "course": {lib.courses["published"]}}); status != http.StatusForbidden {
		t.Errorf("a learner publishes: %d", status)
	}
	other, _ := lib.recorded()
	if res, _ := lib.as(lib.staff).get(base[:strings.LastIndex(base, "/")+1]+other.Id, nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("a recording of another webinar: %d", res.StatusCode)
	}
}

func TestWhoSavesOverAnothersCaptionsIsToldAndLosesNothing(t *testing.T) {
	lib := newLibrary(t)
	r, base := lib.recorded()
	staff := lib.as(lib.staff)
	values := url.Values{"act": {"save"}, "revision": {revision(t, lib, r.Id)}, "start": {"2"}, "end": {"4"}, "text": {"il mio testo"}}
	if status, said, _ := staff.submit(base+"/captions", values); status != 303 || said != "captions_saved" {
		t.Fatal(status, said)
	}
	if status, _, page := staff.submit(base+"/captions", values); status != http.StatusConflict || !strings.Contains(page, "il mio testo") || !strings.Contains(page, "niente è stato sovrascritto") {
		t.Errorf("%d", status)
	}
	if status, _, page := staff.submit(base+"/part", url.Values{"from": {"3"}, "to": {"8"}, "revision": {"0"}}); status != http.StatusConflict || !strings.Contains(page, `value="3"`) {
		t.Errorf("a part: %d", status)
	}
}

func TestCaptionsComeFromAFileAndGoIntoOne(t *testing.T) {
	lib := newLibrary(t)
	r, base := lib.recorded()
	staff := lib.as(lib.staff)
	upload := func(file string, mend bool) (int, string, string) {
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		_ = form.WriteField("revision", revision(t, lib, r.Id))
		if mend {
			_ = form.WriteField("mend", "yes")
		}
		part, err := form.CreateFormFile("file", "a.vtt")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(file))
		_ = form.Close()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, lib.url+base+"/captions/file", &b)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", staff.token)
		req.Header.Set("Content-Type", form.FormDataContentType())
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var page strings.Builder
		_, _ = bytes.NewBuffer(nil).ReadFrom(res.Body)
		where, _ := url.Parse(res.Header.Get("Location"))
		return res.StatusCode, where.Query().Get("said"), page.String()
	}
	overlapping := "WEBVTT\n\n00:01.000 --> 00:03.000\nuno\n\n00:02.000 --> 00:05.000\ndue\n"
	for _, row := range []struct {
		name, file string
		mend       bool
		status     int
		said       string
	}{
		{"another file", "PK", false, 422, ""},
		{"captions that overlap", overlapping, false, 422, ""},
		{"the same, mended", overlapping, true, 303, "captions_saved"},
		{"with markup", "WEBVTT\n\n00:01.000 --> 00:03.000 align:start\n<v Anna><i>Ciao</i>\n", false, 303, "captions_unmarked"},
	} {
		if status, said, _ := upload(row.file, row.mend); status != row.status || said != row.said {
			t.Errorf("%s: %d %q", row.name, status, said)
		}
	}
	res, file := staff.get(base+"/captions.vtt", nil)
	if file != "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nAnna: Ciao\n" || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%q, %v", file, res.Header)
	}
}
