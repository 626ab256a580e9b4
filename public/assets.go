package public

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
)

// assets is everything that build.mjs made.
type assets struct {
	names map[string]string // "app.css" → "/assets/app-HASH.css"
	files map[string]file   // "app-HASH.css" → its forms
}

type file struct {
	mediaType           string
	plain, brotli, gzip form
}

// form is one way to send a file. Its content comes into memory when somebody first asks: a library that few pages use is a megabyte.
type form struct {
	content func() []byte // nil: there is no such form
	etag    string
}

var mediaTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

// load reads a dist folder. One without a manifest is not built yet, which is no error; a manifest that names
// a missing or unknown file is.
func load(folder fs.FS) (*assets, error) {
	all := &assets{names: map[string]string{}, files: map[string]file{}}
	source, err := fs.ReadFile(folder, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	var manifest map[string]string
	if err := json.Unmarshal(source, &manifest); err != nil {
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	for name, hashed := range manifest {
		f, err := read(folder, hashed)
		if err != nil {
			return nil, err
		}
		all.names[name] = Prefix + hashed
		all.files[hashed] = f
	}
	return all, nil
}

func read(folder fs.FS, name string) (file, error) {
	mediaType, known := mediaTypes[path.Ext(name)]
	if !known {
		return file{}, fmt.Errorf("asset %s: unknown media type", name)
	}
	plain, err := fs.Stat(folder, name)
	if err != nil {
		return file{}, fmt.Errorf("asset %s: %w", name, err)
	}
	f := file{mediaType: mediaType, plain: formOf(folder, name)}
	if f.brotli, err = compressed(folder, name+".br", plain.Size()); err != nil {
		return file{}, err
	}
	f.gzip, err = compressed(folder, name+".gz", plain.Size())
	return f, err
}

// compressed has no content where there is no such form or it is not worth sending.
func compressed(folder fs.FS, name string, plain int64) (form, error) {
	info, err := fs.Stat(folder, name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() >= plain {
		return form{}, nil
	}
	if err != nil {
		return form{}, fmt.Errorf("asset %s: %w", name, err)
	}
	return formOf(folder, name), nil
}

func formOf(folder fs.FS, name string) form {
	return form{sync.OnceValue(func() []byte {
		content, err := fs.ReadFile(folder, name)
		if err != nil {
			panic("public: " + err.Error()) // it is part of the program, and was there
		}
		return content
	}), strconv.Quote(name)}
}

func (a *assets) address(name string) string {
	if address, ok := a.names[name]; ok {
		return address
	}
	return Prefix + name
}

func (a *assets) icon(name, size string) string {
	class := "icon"
	if size != "" {
		class += " icon-" + size
	}
	return `<svg class="` + class + `" aria-hidden="true"><use href="` + a.address("icons.svg") + "#" + name + `"></use></svg>`
}

func (a *assets) open(address, acceptEncoding string) (content []byte, encoding, mediaType, etag string, ok bool) {
	f, ok := a.files[address[strings.LastIndexByte(address, '/')+1:]]
	if !ok {
		return nil, "", "", "", false
	}
	chosen := f.plain
	switch {
	case f.brotli.content != nil && accepts(acceptEncoding, "br"):
		chosen, encoding = f.brotli, "br"
	case f.gzip.content != nil && accepts(acceptEncoding, "gzip"):
		chosen, encoding = f.gzip, "gzip"
	}
	return chosen.content(), encoding, f.mediaType, chosen.etag, true
}

// accepts reads Accept-Encoding (RFC 9110, 12.5.3). A star is not taken as leave to compress: no browser sends one.
func accepts(header, encoding string) bool {
	for header != "" {
		var part string
		part, header, _ = strings.Cut(header, ",")
		name, parameters, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		quality, found := strings.CutPrefix(strings.ReplaceAll(parameters, " ", ""), "q=")
		if !found {
			return true
		}
		q, err := strconv.ParseFloat(quality, 64)
		return err == nil && q > 0
	}
	return false
}
