package courses_test

import (
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"encoding/pem"

	"aula/courses"
)

// gitHost serves a bare repository over https, as the big ones do, and returns its address.
func gitHost(t *testing.T, prepare func(work string)) string {
	t.Helper()
	base := t.TempDir()
	work, bare := filepath.Join(base, "work"), filepath.Join(base, "corso.git")
	git(t, base, "init", "--quiet", "--initial-branch=main", work)
	prepare(work)
	git(t, work, "add", "--all")
	git(t, work, "-c", "user.name=Elena", "-c", "user.email=elena@comune.example", "commit", "--quiet", "-m", "Corso")
	git(t, base, "clone", "--quiet", "--bare", work, bare)
	server := httptest.NewTLSServer(&cgi.Handler{
		Path: strings.TrimSpace(git(t, base, "--exec-path")) + "/git-http-backend",
		Env:  []string{"GIT_PROJECT_ROOT=" + base, "GIT_HTTP_EXPORT_ALL=1", "GIT_CONFIG_GLOBAL=" + os.DevNull},
	})
	t.Cleanup(server.Close)
	trusted := filepath.Join(base, "ca.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(trusted, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_SSL_CAINFO", trusted)
	t.Setenv("TMPDIR", t.TempDir())
	return server.URL + "/corso.git"
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	command := exec.Command("git", args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func TestARepositoryIsFetchedAndNothingOfItRuns(t *testing.T) {
	marker := filepath.Join(t.TempDir(), "eseguito")
	address := gitHost(t, func(work string) {
		write(t, filepath.Join(work, "README.md"), "# Corso\r\n")
		write(t, filepath.Join(work, "01-a.md"), "# A\n")
		write(t, filepath.Join(work, ".gitattributes"), "*.md filter=evil text eol=crlf\n")
		write(t, filepath.Join(work, ".githooks", "post-checkout"), "#!/bin/sh\ntouch "+marker+"\n")
		link(t, "/etc/passwd", filepath.Join(work, "segreto.md"))
	})
	tree, err := courses.Read(t.Context(), address, courses.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if got := paths(tree); got != "01-a.md README.md" || tree.Name != "corso" {
		t.Errorf("%s has %q", tree.Name, got)
	}
	if size := tree.Files[0].Size; size != int64(len("# A\n")) {
		t.Errorf("the lesson has %d bytes", size)
	}
	if len(tree.Findings) != 1 || tree.Findings[0].Code != "source.git_link" {
		t.Errorf("findings %v", tree.Findings)
	}
	if _, err := os.Stat(marker); err == nil {
		t.Error("a hook ran")
	}
	if err := tree.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(os.Getenv("TMPDIR")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestARepositoryIsBounded(t *testing.T) {
	address := gitHost(t, func(work string) {
		for _, name := range []string{"a.md", "b.md", "c.md"} {
			write(t, filepath.Join(work, name), strings.Repeat(name, 100))
		}
	})
	few := courses.DefaultLimits()
	few.Entries = 2
	if _, err := courses.Read(t.Context(), address, few); codeOf(err) != "source.too_many" {
		t.Errorf("entries: %v", err)
	}
	light := courses.DefaultLimits()
	light.Total = 500
	if _, err := courses.Read(t.Context(), address, light); codeOf(err) != "source.too_large" {
		t.Errorf("bytes: %v", err)
	}
	if left, _ := os.ReadDir(os.Getenv("TMPDIR")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAHostThatNeverAnswersIsGivenUp(t *testing.T) {
	let := make(chan struct{})
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-let }))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(let) })
	trusted := filepath.Join(t.TempDir(), "ca.pem")
	write(t, trusted, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})))
	t.Setenv("GIT_SSL_CAINFO", trusted)
	short := courses.DefaultLimits()
	short.Time = 300 * time.Millisecond
	if _, err := courses.Read(t.Context(), server.URL+"/corso.git", short); codeOf(err) != "source.git_slow" {
		t.Errorf("got %v", err)
	}
}

func TestARepositoryThatIsNotThereSaysWhatGitSays(t *testing.T) {
	address := gitHost(t, func(work string) { write(t, filepath.Join(work, "a.md"), "x") })
	_, err := courses.Read(t.Context(), strings.Replace(address, "corso", "altro", 1), courses.DefaultLimits())
	r, ok := courses.AsRefusal(err)
	if !ok || r.Code != "source.git_failed" || !strings.Contains(r.Values["detail"].(string), "not found") {
		t.Errorf("got %v", err)
	}
}

func TestWithoutGitTheRefusalSaysSo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := courses.Read(t.Context(), "https://example.org/corso.git", courses.DefaultLimits()); codeOf(err) != "source.git_missing" {
		t.Errorf("got %v", err)
	}
}
