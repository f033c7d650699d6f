// SPDX-License-Identifier: BSL-1.0
// wrong: text
// expect: second
int main() { return first_unknown + second_unknown; }
