package recordings_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path"
	"reflect"
	"testing"
	"time"

	"aula/internal/testapp"
	"aula/recordings"
	"aula/recordings/captions"
)

func TestTheFilesOfALessonHaveNothingOfWhatWasCutAway(t *testing.T) {
	app := testapp.New(t)
	course, _, _ := academy(t, app)
	r, p := published(t, app, course)
	if err := os.WriteFile(r.PosterPath(app), []byte("may be of the part cut away"), 0o600); err != nil {
		t.Fatal(err)
	}
	files, films, err := recordings.LessonFiles(app)
	if err != nil || films != 1 {
		t.Fatalf("%d films: %v", films, err)
	}
	content := map[string]func() ([]byte, error){}
	for _, f := range files {
		if path.Dir(f.Path) != "recordings/"+r.Id {
			t.Errorf("%s comes along", f.Path)
		}
		content[path.Base(f.Path)] = f.Content
	}
	if film := path.Base(p.MediaPath(app, r)); len(content) != 3 || content[film] != nil {
		t.Fatalf("files %v", files)
	}
	said, _, err := captions.Read(must(content["captions.vtt"]())(t))
	if err != nil {
		t.Fatal(err)
	}
	var parts []recordings.Chapter
	if err := json.Unmarshal(must(content["chapters.json"]())(t), &parts); err != nil {
		t.Fatal(err)
	}
	if len(said) != 2 || said[0].Start != 6*time.Second || said[0].Text != "frase 2" || said[1].End != 15*time.Second {
		t.Errorf("captions %+v", said)
	}
	if want := []recordings.Chapter{{At: 5, Title: "Inizio"}, {At: 10, Title: "Poi"}}; !reflect.DeepEqual(parts, want) {
		t.Errorf("chapters %+v", parts)
	}

	shown := must(p.Captions(app, r))(t)
	must(recordings.SaveCaptions(app, r.Id, r.Revision(), said, true))(t) // as after a restore
	if again := must(p.Captions(app, r))(t); !bytes.Equal(captions.Write(again), captions.Write(shown)) {
		t.Errorf("a restored lesson has the captions %+v", again)
	}
}
