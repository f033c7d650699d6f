// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_SCENE_BLEND_WRITER_HPP
#define RENDERBUS_TESTS_SCENE_BLEND_WRITER_HPP

#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scene_tests {

/// Writes small Blender files of any width and byte order, with a list of structures of their own.
class blend_writer {
public:
    struct kind {
        std::size_t pointer_size = 8;
        std::endian order = std::endian::little;
        bool large_blocks = false;  ///< the format of 5.0
        std::uint32_t version = 402;
    };
    explicit blend_writer(kind of) : of_(of) {
        for (const auto& [type, size] :
             {std::pair("char", 1), {"short", 2}, {"int", 4}, {"float", 4}, {"double", 8}, {"void", 0}})
            types_.push_back(type), sizes_.push_back(static_cast<std::size_t>(size));
    }

    /// `structure("ID", {"void *next", "Library *lib", "char name[66]"})`: what it holds must be there before.
    void structure(const std::string& name, const std::vector<std::string>& fields) {
        layout made{name, {}, 0};
        for (const auto& text : fields) {
            const auto space = text.find(' ');
            member one{text.substr(0, space), text.substr(space + 1), made.size, 0};
            std::size_t count = 1;
            for (auto at = one.name.find('['); at != std::string::npos; at = one.name.find('[', at + 1))
                count *= std::stoul(one.name.substr(at + 1));
            if (type_index(one.type) == types_.size()) types_.push_back(one.type), sizes_.push_back(0);
            one.size = (one.name[0] == '*' ? of_.pointer_size : sizes_[type_index(one.type)]) * count;
            made.size += one.size;
            made.members.push_back(std::move(one));
        }
        if (type_index(name) == types_.size()) types_.push_back(name), sizes_.push_back(0);
        sizes_[type_index(name)] = made.size;
        structs_.push_back(std::move(made));
    }

    using values = std::vector<std::pair<std::string, std::string>>;
    /// A field's value: `"r.sfra", number(5)`; a text, a pointer.
    std::string number(std::uint64_t value) const { return "#" + std::to_string(value); }

    /// The bytes of one structure.
    std::string record(const std::string& structure_name, const values& fields) const {
        std::string bytes(find(structure_name).size, '\0');
        for (const auto& [path, value] : fields) {
            std::string type = structure_name, rest = path;
            std::size_t offset = 0;
            for (;;) {
                const auto dot = rest.find('.');
                const auto& one = member_of(find(type), rest.substr(0, dot));
                offset += one.offset;
                if (dot == std::string::npos) {
                    const auto text = value.starts_with('#') ? integer(std::stoull(value.substr(1)), one.size) : value;
                    if (text.size() > one.size) throw std::runtime_error(path + " is too long");
                    bytes.replace(offset, text.size(), text);
                    break;
                }
                type = one.type;
                rest = rest.substr(dot + 1);
            }
        }
        return bytes;
    }

    std::string block(std::string code, const std::string& structure_name, std::uint64_t address, const std::string& bytes,
                      std::uint32_t count = 1) const {
        return raw_block(std::move(code), index_of(structure_name), address, bytes, count);
    }
    std::string raw_block(std::string code, std::uint32_t index, std::uint64_t address, const std::string& bytes,
                          std::uint32_t count = 1) const {
        code.resize(4, '\0');
        if (of_.large_blocks)
            return code + integer(index, 4) + integer(address, 8) + integer(bytes.size(), 8) + integer(count, 8) + bytes;
        return code + integer(bytes.size(), 4) + integer(address, of_.pointer_size) + integer(index, 4) + integer(count, 4) +
               bytes;
    }

    /// The whole file: heading, blocks, the list of structures, the end mark.
    std::string file(const std::string& blocks) const {
        return heading() + blocks + raw_block("DNA1", 0, 0x10, catalogue()) + raw_block("ENDB", 0, 0, "");
    }
    std::string heading() const {
        std::string text = "BLENDER";
        const char order = of_.order == std::endian::little ? 'v' : 'V';
        if (of_.large_blocks) return text + "17-01" + order + '0' + std::to_string(of_.version);
        return text + (of_.pointer_size == 4 ? '_' : '-') + order + std::to_string(of_.version);
    }
    std::string integer(std::uint64_t value, std::size_t bytes) const {
        std::string text;
        for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>(i < 8 ? value >> (8 * i) : 0);
        if (of_.order == std::endian::big) std::reverse(text.begin(), text.end());
        return text;
    }
    std::string catalogue() const {
        std::vector<std::string> names;
        for (const auto& one : structs_)
            for (const auto& field : one.members)
                if (std::find(names.begin(), names.end(), field.name) == names.end()) names.push_back(field.name);
        std::string text = "SDNANAME" + integer(names.size(), 4);
        for (const auto& name : names) text += name + '\0';
        text.resize((text.size() + 3) / 4 * 4, '\0');
        text += "TYPE" + integer(types_.size(), 4);
        for (const auto& type : types_) text += type + '\0';
        text.resize((text.size() + 3) / 4 * 4, '\0');
        text += "TLEN";
        for (const auto size : sizes_) text += integer(size, 2);
        text.resize((text.size() + 3) / 4 * 4, '\0');
        text += "STRC" + integer(structs_.size(), 4);
        for (const auto& one : structs_) {
            text += integer(type_index(one.name), 2) + integer(one.members.size(), 2);
            for (const auto& field : one.members)
                text += integer(type_index(field.type), 2) +
                        integer(static_cast<std::size_t>(std::find(names.begin(), names.end(), field.name) - names.begin()), 2);
        }
        return text;
    }

private:
    struct member {
        std::string type, name;
        std::size_t offset, size;
    };
    struct layout {
        std::string name;
        std::vector<member> members;
        std::size_t size;
    };
    std::size_t type_index(const std::string& type) const {
        return static_cast<std::size_t>(std::find(types_.begin(), types_.end(), type) - types_.begin());
    }
    std::uint32_t index_of(const std::string& name) const {
        for (std::size_t i = 0; i < structs_.size(); ++i)
            if (structs_[i].name == name) return static_cast<std::uint32_t>(i);
        throw std::runtime_error("there is no structure " + name);
    }
    const layout& find(const std::string& name) const { return structs_[index_of(name)]; }
    static const member& member_of(const layout& in, const std::string& name) {
        for (const auto& one : in.members) {
            auto bare = one.name.substr(one.name.find_first_not_of('*'));
            if (bare.substr(0, bare.find('[')) == name) return one;
        }
        throw std::runtime_error(in.name + " has no " + name);
    }

    kind of_;
    std::vector<std::string> types_;
    std::vector<std::size_t> sizes_;
    std::vector<layout> structs_;
};

}  // namespace scene_tests

#endif
