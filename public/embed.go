// Package public holds what browsers load: the stylesheet, the scripts, the font, icons and drawings, made by
// build.mjs and compiled into the program. It serves nothing itself: pages/assets.go does.
package public

import (
	"embed"
	"errors"
	"html/template"
	"io/fs"
)

// ErrNotBuilt says that the program was compiled before the assets were made, and what to do.
var ErrNotBuilt = errors.New("the assets of the pages are not built: run `make build`")

// Prefix is where the addresses of assets begin.
const Prefix = "/assets/"

//go:embed all:dist
var dist embed.FS

var compiled = mustLoad(dist)

func mustLoad(files embed.FS) *assets {
	folder, err := fs.Sub(files, "dist")
	if err != nil {
		panic(err)
	}
	all, err := load(folder)
	if err != nil {
		panic("public: " + err.Error())
	}
	return all
}

// Built reports whether the assets were made before the program was compiled.
func Built() bool { return len(compiled.names) > 0 }

// Asset returns the address of the named asset ("app.css"), which changes whenever its content does.
// Without built assets it is an address that answers 404.
func Asset(name string) string { return compiled.address(name) }

// Icon returns an icon ("check-circle"), hidden from screen readers: words stand beside it. The sizes are "sm" (24 px),
// "xs" (16), "lg" (48) and "xl" (64); without one it has 32.
func Icon(name string, size ...string) template.HTML {
	return template.HTML(compiled.icon(name, append(size, "")[0])) // both come from our own templates
}

// Open returns the asset at path ("/assets/app-….css" or the part behind the last slash) as the browser accepts
// it: encoding is "br", "gzip" or empty. The content is shared and must not be changed.
func Open(path, acceptEncoding string) (content []byte, encoding, mediaType, etag string, ok bool) {
	return compiled.open(path, acceptEncoding)
}
