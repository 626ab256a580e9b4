// Command stock is PocketBase as its own documentation starts it: the baseline of the pages that bench measures.
package main

import (
	"log"

	"github.com/pocketbase/pocketbase"
)

func main() {
	if err := pocketbase.New().Start(); err != nil {
		log.Fatal(err)
	}
}
