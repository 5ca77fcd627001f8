// Command mail plays Amazon SES for the local stack, and shows the mails on a page.
package main

import (
	"flag"
	"log"
	"net"
	"os"

	"serviziscolastici/infra/local/simulators/mail/post"
	"serviziscolastici/infra/local/simulators/serve"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address to listen on")
	flag.String("public-url", "", "own address as browsers see it")
	flag.Parse()
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatalf("mail: %v", err)
	}
	if err := serve.Run("mail", listener, post.New(), os.Stdout); err != nil {
		log.Fatalf("mail: %v", err)
	}
}
