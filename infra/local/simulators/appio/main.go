// Command appio plays App IO for the local stack: which citizens use it, what they are sent, and its page.
package main

import (
	"flag"
	"log"
	"net"
	"net/http"
	"os"

	"serviziscolastici/infra/local/simulators/appio/service"
	"serviziscolastici/infra/local/simulators/serve"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address to listen on")
	flag.String("public-url", "", "own address as browsers see it")
	keyFile := flag.String("key-file", "", "file with the keys of services, c_x000=KEY")
	flag.Parse()
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatalf("appio: %v", err)
	}
	app := service.New(func() string {
		keys, err := os.ReadFile(*keyFile)
		if err != nil {
			return ""
		}
		return string(keys)
	})
	if err := serve.Run("appio", listener, http.Handler(app), os.Stdout); err != nil {
		log.Fatalf("appio: %v", err)
	}
}
