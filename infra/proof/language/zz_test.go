package main
import ("testing";"fmt";"slices";"maps";"strings")
func TestZ(t *testing.T){ p,err:=readPortal("../../.."); if err!=nil{t.Fatal(err)}
 for _,m:=range slices.Sorted(maps.Keys(p.places)){ pl:=p.places[m]; j:=strings.Join(pl," "); if !strings.Contains(j,".html"){ fmt.Printf("%s\t%s\n",m,strings.ReplaceAll(j,"functions/",""))}}}
