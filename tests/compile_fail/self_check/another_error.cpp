// SPDX-License-Identifier: BSL-1.0
// wrong: text
// expect: a sentence that no compiler says
int main() { return undeclared; }
