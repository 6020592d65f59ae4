// What both programs share.
package main

import (
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// number returns an argument of the program.
func number(at int) int64 {
	value, err := strconv.ParseInt(os.Args[at], 10, 64)
	check(err)
	return value
}

// printPeak tells the most memory that was resident.
func printPeak() {
	status, err := os.ReadFile("/proc/self/status")
	check(err)
	for _, line := range strings.Split(string(status), "\n") {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmHWM:" {
			fmt.Println("peak_kib", fields[1])
		}
	}
}
