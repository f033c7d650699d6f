// SPDX-License-Identifier: BSL-1.0
// wrong: silent
int main() { return undeclared; }
