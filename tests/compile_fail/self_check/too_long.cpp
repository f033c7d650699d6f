// SPDX-License-Identifier: BSL-1.0
// wrong: length
// expect: undeclared
// lines: 1
int main() { return undeclared; }
