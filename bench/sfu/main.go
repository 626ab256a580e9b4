// Command sfu forwards one publisher's media to those who ask, in a process of its own so that its work can be read from /proc:
// with Aula's engine, or with pion as shipped. Offers are posted to /publish and /play; the answers come back.
package main

import (
	"flag"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
)

// forwarder is what both engines do.
type forwarder interface {
	publish(offer string) (string, error)
	play(offer string) (string, error)
}

func main() {
	address := flag.String("http", "127.0.0.1:0", "listen on `ADDR`")
	engine := flag.String("engine", "aula", "aula or stock")
	flag.Parse()
	f, err := open(*engine)
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("POST /publish", take(f.publish))
	http.HandleFunc("POST /play", take(f.play))
	if o, recorded := f.(*ours); recorded {
		http.HandleFunc("POST /record", o.record)
		http.HandleFunc("POST /stop", o.stop)
	}
	http.HandleFunc("GET /{$}", func(http.ResponseWriter, *http.Request) {})
	go func() { log.Fatal(http.ListenAndServe(*address, nil)) }()
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	<-interrupted
}

func open(engine string) (forwarder, error) {
	if engine == "stock" {
		return openStock()
	}
	return openAula()
}

func take(do func(string) (string, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		offer, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
		if err == nil {
			var answer string
			if answer, err = do(string(offer)); err == nil {
				w.WriteHeader(http.StatusCreated)
				_, _ = io.WriteString(w, answer)
				return
			}
		}
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}
