package courses

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"aula/internal/markup"
)

const (
	gitWatch   = 500 * time.Millisecond // how often the growing copy is weighed
	gitLink    = "120000"               // modes in git's listing
	gitModule  = "160000"
	gitListing = 64 << 20 // bytes that git may say
	gitMessage = 300      // characters of git's own words that are passed on
)

// isAddress tells an address from a path of this machine: "https://…", and what git takes for one, "user@host:path", "ext::…".
func isAddress(s string) bool {
	if _, err := os.Lstat(s); err == nil {
		return false
	}
	before, _, found := strings.Cut(s, ":")
	return found && len(before) > 1 && !strings.ContainsAny(before, `/\`)
}

// gitAddress checks the address: https, without a name or a password in it.
func gitAddress(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || strings.HasPrefix(u.Hostname(), "-") {
		return nil, refuse("source.address", "", "address", printable(address))
	}
	if u.User != nil {
		return nil, refuse("source.credentials", "", "address", printable(u.Host+u.Path))
	}
	return u, nil
}

// readGit fetches the newest revision of a repository, without its history, into a temporary folder, and reads it there.
// Nothing of the repository is run: no hooks, no filters, no submodules, and links stay what they are in git, small texts.
func readGit(ctx context.Context, address string, l Limits) (*Tree, error) {
	u, err := gitAddress(address)
	if err != nil {
		return nil, err
	}
	program, err := exec.LookPath("git")
	if err != nil {
		return nil, refuse("source.git_missing", "")
	}
	dir, err := os.MkdirTemp("", "aula-git-*")
	if err != nil {
		return nil, err
	}
	tree, err := fetchTree(ctx, gitCopy{program, dir, l}, u)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	inner := tree.Close
	return tree.withClose(func() error { return errors.Join(inner(), os.RemoveAll(dir)) }), nil
}

func (t *Tree) withClose(end func() error) *Tree {
	whole := *t
	whole.close = end
	return &whole
}

func fetchTree(ctx context.Context, g gitCopy, u *url.URL) (*Tree, error) {
	ctx, stop := context.WithTimeout(ctx, g.limits.Time)
	defer stop()
	if _, err := g.run(ctx, "clone", "--depth", "1", "--no-tags", "--single-branch", "--no-checkout", "--no-recurse-submodules",
		"--template=", "--", u.String(), g.work()); err != nil {
		return nil, err
	}
	skipped, err := g.survey(ctx)
	if err != nil {
		return nil, err
	}
	if err := g.plainly(); err != nil {
		return nil, err
	}
	if _, err := g.run(ctx, "-C", g.work(), "checkout", "--quiet", "--force", "HEAD", "--", "."); err != nil {
		return nil, err
	}
	tree, err := ReadFolder(g.work(), g.limits)
	if err != nil {
		return nil, err
	}
	return tree.without(skipped, strings.TrimSuffix(path.Base(u.Path), ".git")), nil
}

// without is the tree under another name and without the paths that git says are no files.
func (t *Tree) without(skipped map[string]string, name string) *Tree {
	var files []*SourceFile
	for _, f := range t.Files {
		if _, skip := skipped[f.Path]; !skip {
			files = append(files, f)
		}
	}
	out := newTree(name, files, t.limits)
	out.Findings, out.close = t.Findings, t.close
	for p, code := range skipped {
		if !ignored(p) {
			out.Findings = append(out.Findings, finding(markup.Warning, code, p, 0))
		}
	}
	return out
}

// gitCopy is one repository that is being copied.
type gitCopy struct {
	program, dir string
	limits       Limits
}

func (g gitCopy) work() string { return filepath.Join(g.dir, "work") }

// plainly makes git write every file as it is stored, whatever the repository's own attributes say.
func (g gitCopy) plainly() error {
	info := filepath.Join(g.work(), ".git", "info")
	if err := os.MkdirAll(info, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(info, "attributes"), []byte("* -text -eol -ident !filter !working-tree-encoding\n"), 0o600)
}

// survey reads what the revision holds before anything of it is written as a file, and returns what is no file by the code
// of its finding.
func (g gitCopy) survey(ctx context.Context) (map[string]string, error) {
	listing, err := g.run(ctx, "-C", g.work(), "ls-tree", "-r", "-l", "-z", "HEAD")
	if err != nil {
		return nil, err
	}
	skipped := map[string]string{}
	var count int
	var total int64
	for row := range bytes.SplitSeq(listing, []byte{0}) {
		about, name, ok := strings.Cut(string(row), "\t")
		fields := strings.Fields(about)
		if !ok || len(fields) < 4 {
			continue
		}
		switch fields[0] {
		case gitLink:
			skipped[name] = "source.git_link"
		case gitModule:
			skipped[name] = "source.git_module"
		}
		size, _ := strconv.ParseInt(fields[3], 10, 64) // "-" for a submodule
		count++
		total += size
	}
	switch {
	case count > g.limits.Entries:
		return nil, refuse("source.too_many", "", "limit", g.limits.Entries)
	case total > g.limits.Total:
		return nil, refuse("source.too_large", "", "limit", megabytes(g.limits.Total))
	}
	return skipped, nil
}

// run runs git apart from every setting of this machine, and ends it when the copy grows too large.
func (g gitCopy) run(ctx context.Context, args ...string) ([]byte, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	command := exec.CommandContext(ctx, g.program, append(gitSettings(), args...)...)
	command.Env = gitEnvironment(g.dir)
	command.WaitDelay = 5 * time.Second
	endTogether(command)
	out, complaint := capped{left: gitListing}, capped{left: gitListing}
	command.Stdout, command.Stderr = &out, &complaint
	if err := command.Start(); err != nil {
		return nil, refuse("source.git_missing", "")
	}
	go g.watch(ctx, stop)
	err := command.Wait()
	switch {
	case err == nil:
		return out.Bytes(), nil
	case out.left < 0:
		return nil, refuse("source.too_many", "", "limit", g.limits.Entries)
	case errors.Is(context.Cause(ctx), ErrRefused):
		return nil, context.Cause(ctx)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, refuse("source.git_slow", "", "minutes", int(g.limits.Time.Minutes()))
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return nil, refuse("source.git_failed", "", "detail", lastLine(complaint.Bytes()))
}

// capped is a buffer that takes no more than it has left: a few bytes of git can spell out millions of files.
type capped struct {
	bytes.Buffer
	left int
}

func (c *capped) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		return 0, errors.New("git says too much")
	}
	return c.Buffer.Write(p)
}

// gitSettings come before every command of git.
func gitSettings() []string {
	var args []string
	for _, setting := range []string{
		"protocol.allow=never", "protocol.https.allow=always", "credential.helper=", "core.hooksPath=/dev/null", "core.symlinks=false",
		"core.autocrlf=false", "core.fsmonitor=false", "core.protectHFS=true", "core.protectNTFS=true", "submodule.recurse=false",
		"transfer.fsckObjects=true", "http.followRedirects=initial", "gc.auto=0", "advice.detachedHead=false",
	} {
		args = append(args, "-c", setting)
	}
	return args
}

// gitEnvironment leaves of this machine's environment what reaching the network needs.
func gitEnvironment(home string) []string {
	env := []string{
		"HOME=" + home, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_ALLOW_PROTOCOL=https", "GIT_TERMINAL_PROMPT=0",
		"GIT_ASKPASS=true", "SSH_ASKPASS=true", "GIT_LFS_SKIP_SMUDGE=1", "GIT_ATTR_NOSYSTEM=1", "LC_ALL=C",
	}
	for _, name := range []string{"PATH", "TMPDIR", "SystemRoot", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// watch weighs the copy until ctx ends and ends it itself when it is too heavy: packed and unpacked it may be twice the limit.
func (g gitCopy) watch(ctx context.Context, stop context.CancelCauseFunc) {
	ticker := time.NewTicker(gitWatch)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if weigh(g.dir) > 2*g.limits.Total {
				stop(refuse("source.too_large", "", "limit", megabytes(g.limits.Total)))
				return
			}
		}
	}
}

func weigh(dir string) (total int64) {
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil { // git is still writing: what is gone weighs nothing
			return nil
		}
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
			total += info.Size()
		}
		return nil
	})
	return total
}

// lastLine is the end of what git said, short and fit to be shown.
func lastLine(complaint []byte) string {
	last := ""
	for s := bufio.NewScanner(bytes.NewReader(complaint)); s.Scan(); {
		if line := strings.TrimSpace(s.Text()); line != "" {
			last = line
		}
	}
	if len(last) > gitMessage {
		last = last[:gitMessage]
	}
	return printable(last)
}
