// Command identity makes what a municipality registers with SPID and CIE: a
// signing key, unless there is one, its certificates and the signed metadata. The
// function publishes the same bytes, since everything follows from the key, its
// day, the municipality's settings and the portal's address. `make identity` calls
// it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"serviziscolastici/shared/calendar"
)

func main() {
	var o order
	flag.StringVar(&o.municipality, "municipality", "", "code in IndicePA, such as c_h501")
	flag.StringVar(&o.settings, "file", "infra/local/demo/files/comune.csv", "the office's file with the municipality's settings")
	flag.StringVar(&o.portal, "portal", "", "the portal's public address; that of the first host in the file when empty")
	flag.StringVar(&o.keys, "keys", "", "signing keys in KMS, as alias/…@YYYY-MM-DD; a file is made when empty")
	flag.StringVar(&o.folder, "out", ".local/identity", "folder for the results")
	flag.Parse()
	o.today = calendar.DayOf(time.Now())
	if err := o.run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "identity:", err)
		os.Exit(1)
	}
}

// order is what to make, and where.
type order struct {
	municipality, settings, portal, keys, folder string
	today                                        calendar.Day
}

func (o order) run(ctx context.Context) error {
	if o.municipality == "" {
		return errors.New("say MUNICIPALITY=c_h501 FILE=comune.csv")
	}
	town, err := readMunicipality(o.settings)
	if err != nil {
		return err
	}
	if town.IPACode != o.municipality {
		return fmt.Errorf("%s is about %q, not about %s", o.settings, town.IPACode, o.municipality)
	}
	o.folder = filepath.Join(o.folder, o.municipality)
	if err := os.MkdirAll(o.folder, 0o700); err != nil {
		return err
	}
	keys, err := o.signingKeys(ctx)
	if err != nil {
		return err
	}
	if err := o.publish(town, keys); err != nil {
		return err
	}
	fmt.Printf("The metadata to register, and the certificates in it, are in %s\n", o.folder)
	return nil
}
