// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_DOWNLOAD_IPP
#define RENDERBUS_TRANSFER_IMPL_DOWNLOAD_IPP

#include <renderbus/transfer/transfer.hpp>

#include <utility>

namespace renderbus {

RENDERBUS_DECL void async_download(asio::any_io_executor executor, any_transfer_engine engine, std::vector<std::string> folders,
                                   std::filesystem::path root, download_options options, transfer_observer observer,
                                   std::stop_token stop, completion<download_report> done) {
    folder_fetch fetch(std::move(executor), std::move(engine), std::move(options), std::move(observer), std::move(stop));
    for (auto& folder : folders) fetch.look(std::move(folder), root);
    fetch.finish(std::move(done));
}

}  // namespace renderbus

#endif
