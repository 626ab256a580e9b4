package backups_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"aula/internal/backups"
)

const (
	accessKey = "AKIDEXAMPLE"
	secretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
)

// objectStore is a small S3: it checks signatures, keeps objects and takes large ones in parts.
type objectStore struct {
	sync.Mutex // guards what follows
	objects    map[string][]byte
	parts      map[string]map[int][]byte
	failAfter  int // parts; 0: never
}

func newObjectStore(t *testing.T) (*objectStore, func(string) string) {
	t.Helper()
	o := &objectStore{objects: map[string][]byte{}, parts: map[string]map[int][]byte{}}
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	environment := map[string]string{
		"AULA_BACKUP_S3_ENDPOINT": server.URL, "AULA_BACKUP_S3_REGION": "eu-south-1",
		"AULA_BACKUP_S3_ACCESS_KEY": accessKey, "AULA_BACKUP_S3_SECRET_KEY": secretKey,
	}
	return o, func(name string) string { return environment[name] }
}

func (o *objectStore) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || !signed(r) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, "<Error><Code>SignatureDoesNotMatch</Code></Error>")
		return
	}
	o.Lock()
	defer o.Unlock()
	key, query := strings.TrimPrefix(r.URL.Path, "/vault/"), r.URL.Query()
	switch {
	case r.Method == http.MethodGet && query.Has("list-type"):
		o.list(w, query.Get("prefix"))
	case r.Method == http.MethodPost && query.Has("uploads"):
		o.parts[key] = map[int][]byte{}
		fmt.Fprint(w, "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>")
	case r.Method == http.MethodPut && query.Has("partNumber"):
		if o.failAfter > 0 && len(o.parts[key]) >= o.failAfter {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		number, _ := strconv.Atoi(query.Get("partNumber"))
		o.parts[key][number] = body
		w.Header().Set("ETag", fmt.Sprintf(`"%x"`, md5.Sum(body)))
	case r.Method == http.MethodPost && query.Has("uploadId"):
		o.objects[key] = nil
		for n := 1; n <= len(o.parts[key]); n++ {
			o.objects[key] = append(o.objects[key], o.parts[key][n]...)
		}
		delete(o.parts, key)
		fmt.Fprint(w, "<CompleteMultipartUploadResult></CompleteMultipartUploadResult>")
	case r.Method == http.MethodDelete:
		delete(o.objects, key)
		delete(o.parts, key)
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodPut:
		o.objects[key] = body
		w.Header().Set("ETag", fmt.Sprintf(`"%x"`, md5.Sum(body)))
	default:
		content, there := o.objects[key]
		if !there {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, "<Error><Code>NoSuchKey</Code></Error>")
			return
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		w.Header().Set("ETag", fmt.Sprintf(`"%x"`, md5.Sum(content)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(content)
		}
	}
}

func (o *objectStore) list(w http.ResponseWriter, prefix string) {
	fmt.Fprint(w, "<ListBucketResult>")
	for key, content := range o.objects {
		if strings.HasPrefix(key, prefix) {
			fmt.Fprintf(w, "<Contents><Key>%s</Key><Size>%d</Size><LastModified>2026-11-26T18:00:00.000Z</LastModified></Contents>", key, len(content))
		}
	}
	fmt.Fprint(w, "</ListBucketResult>")
}

// signed checks a request's signature as AWS describes it (Signature Version 4).
func signed(r *http.Request) bool {
	fields := map[string]string{}
	kind, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		fields[name] = value
	}
	scope := strings.Split(fields["Credential"], "/")
	if kind != "AWS4-HMAC-SHA256" || len(scope) != 5 || scope[0] != accessKey {
		return false
	}
	var headers strings.Builder
	for name := range strings.SplitSeq(fields["SignedHeaders"], ";") {
		value := strings.Join(r.Header.Values(name), ",")
		switch name {
		case "host":
			value = r.Host
		case "content-length":
			value = strconv.FormatInt(r.ContentLength, 10)
		}
		fmt.Fprintf(&headers, "%s:%s\n", name, strings.TrimSpace(value))
	}
	query := strings.ReplaceAll(r.URL.Query().Encode(), "+", "%20")
	canonical := strings.Join([]string{r.Method, r.URL.EscapedPath(), query, headers.String(), fields["SignedHeaders"], r.Header.Get("X-Amz-Content-Sha256")}, "\n")
	sum := sha256.Sum256([]byte(canonical))
	text := strings.Join([]string{kind, r.Header.Get("X-Amz-Date"), strings.Join(scope[1:], "/"), hex.EncodeToString(sum[:])}, "\n")
	key := []byte("AWS4" + secretKey)
	for _, part := range append(slices.Clone(scope[1:]), text) {
		m := hmac.New(sha256.New, key)
		m.Write([]byte(part))
		key = m.Sum(nil)
	}
	return hmac.Equal([]byte(hex.EncodeToString(key)), []byte(fields["Signature"]))
}

func TestAnObjectStoreKeepsBackups(t *testing.T) {
	app := newAcademy(t)
	large := bytes.Repeat([]byte("aula"), 5<<20) // in several parts
	must(t, writeFile(filepath.Join(app.DataDir(), "storage", "film.mp4"), large))
	o, environment := newObjectStore(t)
	s, err := backups.OpenStore("s3://vault/aula", backups.Spool(app.DataDir()), environment)
	must(t, err)
	m := create(t, app, s, backups.Key{})
	if int64(len(o.objects["aula/"+m.File])) != m.Size || m.Size < int64(len(large)) {
		t.Fatalf("%d bytes arrived of %d", len(o.objects["aula/"+m.File]), m.Size)
	}
	list, err := backups.List(t.Context(), s, "")
	must(t, err)
	if len(list) != 1 || list[0].File != m.File || list[0].Size != m.Size {
		t.Errorf("the list is %+v", list)
	}
	_, err = restore(t.Context(), content(t, s, m.File), filepath.Join(t.TempDir(), "new"), backups.Key{})
	must(t, err)
	must(t, backups.Forget(app, "aaaaaaaaaaaaaaa"))
	people, err := backups.Forgotten(app)
	must(t, err)
	must(t, backups.ShareErasures(t.Context(), s, people))
	must(t, backups.ShareErasures(t.Context(), s, people))
	if got := strings.Count(string(o.objects["aula/erasures"]), "aaaaaaaaaaaaaaa"); got != 1 {
		t.Errorf("who was forgotten stands there %d times", got)
	}
	must(t, s.Delete(t.Context(), m.File))
	if _, err := s.Open(t.Context(), m.File); !errors.Is(err, backups.ErrNotFound) {
		t.Errorf("what was removed says %v", err)
	}
	if left, _ := filepath.Glob(backups.Spool(app.DataDir()) + "/*"); len(left) > 0 {
		t.Errorf("%v is left on the disk", left)
	}
}

func TestAnObjectStoreThatFailsKeepsNothingHalf(t *testing.T) {
	app := newAcademy(t)
	must(t, writeFile(filepath.Join(app.DataDir(), "storage", "film.mp4"), bytes.Repeat([]byte("aula"), 8<<20)))
	o, environment := newObjectStore(t)
	o.failAfter = 2
	rows := []struct {
		name        string
		environment func(string) string
		want        error
	}{
		{"it breaks off", environment, backups.ErrAway},
		{"it refuses the key", func(name string) string {
			if name == "AULA_BACKUP_S3_SECRET_KEY" {
				return "wrong"
			}
			return environment(name)
		}, backups.ErrRefused},
		{"nobody is there", func(name string) string {
			if name == "AULA_BACKUP_S3_ENDPOINT" {
				return "http://127.0.0.1:1"
			}
			return environment(name)
		}, backups.ErrAway},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s, err := backups.OpenStore("s3://vault/aula", backups.Spool(app.DataDir()), row.environment)
			must(t, err)
			_, err = backups.Create(t.Context(), backups.Order{Dir: app.DataDir(), Store: s})
			if !errors.Is(err, row.want) {
				t.Errorf("says %v, want %v", err, row.want)
			}
			if len(o.objects) > 0 || len(o.parts) > 0 {
				t.Errorf("keeps %d objects and %d parts", len(o.objects), len(o.parts))
			}
		})
	}
	if _, err := backups.OpenStore("s3://vault", "", func(string) string { return "" }); !errors.Is(err, backups.ErrPlace) {
		t.Errorf("without a key it says %v", err)
	}
}
