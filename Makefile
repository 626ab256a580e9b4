# Aula: what everybody needs is `make run` and `make test`.
SHELL   := /bin/bash
HTTP    ?= 127.0.0.1:8090
DIR     ?= pb_data
ONLY    ?= .
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
export GOFLAGS := $(GOFLAGS) -buildvcs=false
export CGO_ENABLED ?= 1

ASSETS  := public/dist/manifest.json
SOURCES := $(shell find public/src -type f) $(wildcard pages/templates/*.html) public/build.mjs

# Nobody debugs what is compiled here: without its tables for debuggers (tracebacks need none), and by a compiler that collects its
# garbage later, compiling takes a quarter less. e2e builds the program by the same flags, so that it is compiled once.
LEAN := -dwarf=false -d=gcstart=512

.PHONY: build run test livekit check bench audit soak assets browser clean

build: $(ASSETS) ## one stripped binary ./aula
	CGO_ENABLED=0 go build -trimpath -gcflags='all=$(LEAN)' -ldflags '-s -w -X main.version=$(VERSION)' -o aula .

run: build ## the demo academy on http://$(HTTP)
	./aula serve --demo --http $(HTTP) --dir $(DIR)

assets: $(ASSETS)

public/node_modules/.package-lock.json: public/package.json public/package-lock.json
	@command -v npm >/dev/null || { echo 'Aula builds its assets with Node.js 20 or later and npm: install them first.' >&2; exit 1; }
	cd public && npm ci --silent --no-audit --no-fund

$(ASSETS): public/node_modules/.package-lock.json $(SOURCES)
	cd public && node build.mjs

browser: ## the headless browser of the tests, from Debian's packages where it is missing
	@.ci/browser

# The race detector watches our code and what it calls, but for SQLite in Go and the ciphers: watching those took half of the time. Nor
# does it watch what reads Markdown and colours code: it computes a text from a text without a goroutine of its own.
WATCH := -race '-gcflags=all=$(LEAN)' $(foreach module,modernc.org golang.org/x/crypto github.com/klauspost/compress \
	github.com/yuin/goldmark github.com/alecthomas/chroma github.com/dlclark/regexp2 github.com/wyatt915/treeblood,'-gcflags=$(module)/...=-race=false $(LEAN)')

# Of what was left, JSON alone took a third, for PocketBase reads the fields of all collections whenever one changes; patterns, pictures and
# what packs took a tenth. Their atomics stay calls (intrinsics are off), which the detector sees: else it misses who waited for
# whom, and reports races that are none. It misses what is written while JSON is made of it: make soak watches that too.
RACE := $(WATCH) $(foreach package,encoding/json regexp image compress hash golang.org/x/image github.com/jung-kurt/gofpdf,'-gcflags=$(package)/...=-race=false $(LEAN),ssa/intrinsics/off')

# Tests wait for clocks, disks and browsers three seconds of ten: one package more than there are cores fills them, beside the webinar over a
# slow line, which waits for five minutes; who gives way to whom says .ci/aside. And a program under the race detector waits a second before
# it ends, for races of its last moment: a tenth is enough, forty packages long. What takes longest begins first.
PACKAGES := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 2)

test: $(ASSETS) browser ## all tests
	@[ -n "$$AULA_LIVEKIT_URL" ] || echo 'NOT TESTED: a webinar over a real LiveKit server. Set AULA_LIVEKIT_URL, _KEY and _SECRET for it, or see make livekit.'
	GORACE=atexit_sleep_ms=100 go test $(RACE) -toolexec '"$(CURDIR)/.ci/aside"' -exec '"$(CURDIR)/.ci/aside"' -p $(PACKAGES) -timeout 30m ./bench/slowline ./e2e ./hooks ./pages ./internal/testapp ./internal/commands ./webrtc ./...

livekit: $(ASSETS) browser ## a webinar over the LiveKit server of AULA_LIVEKIT_URL, AULA_LIVEKIT_KEY and AULA_LIVEKIT_SECRET
	@[ -n "$$AULA_LIVEKIT_URL" ] || { echo 'AULA_LIVEKIT_URL, AULA_LIVEKIT_KEY and AULA_LIVEKIT_SECRET name no LiveKit server to test with.'; exit 1; }
	go test $(RACE) -v -count=1 -run LiveKit ./e2e ./hooks ./webrtc/livekit

check: $(ASSETS) ## the fast part: format, vet, lint, layers, texts
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$unformatted" ] || { echo "not formatted: $$unformatted"; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	go tool depguard ./...
	go test -count=1 ./locales ./pages ./internal/jobs

bench: $(ASSETS) browser ## prints figures; ONLY=pattern runs some
	@go run ./bench -only '$(ONLY)'

audit: $(ASSETS) browser ## every page, in every width, as every role; says how far it is
	AULA_AUDIT=full go test -v -count=1 -timeout 60m -run Audit ./e2e/

soak: $(ASSETS) browser ## the long ones: a webinar of 45 minutes over a slow line, browsers on one, behind a proxy and on IPv6 alone, a studio that is filmed, every fuzz target for a minute, races where JSON is made
	go test -tags soak -v -count=1 -run 'TestASlowLine|TestAStudio|TestAWebinarPasses' ./e2e
	AULA_WEBINAR=45m go test -v -count=1 -timeout 60m ./bench/slowline
	@.ci/fuzz 60s
	go test $(WATCH) -count=1 ./hooks ./webrtc/...

clean:
	rm -rf aula public/dist/*.* public/node_modules
