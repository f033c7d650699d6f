// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_SRC_HPP
#define RENDERBUS_IMPL_SRC_HPP

// Every body that is no template: include this in one file of a program that defines RENDERBUS_SEPARATE_COMPILATION everywhere.
#if !defined(RENDERBUS_SEPARATE_COMPILATION)
#error "renderbus: define RENDERBUS_SEPARATE_COMPILATION everywhere, or do not include this file"
#endif

#include <renderbus/api/impl/envelope.ipp>
#include <renderbus/config/impl/task_json.ipp>
#include <renderbus/config/impl/text.ipp>
#include <renderbus/config/impl/wire_forms.ipp>
#include <renderbus/detail/impl/file_size_signal.ipp>
#include <renderbus/impl/api_channel.ipp>
#include <renderbus/impl/clock.ipp>
#include <renderbus/impl/digest.ipp>
#include <renderbus/impl/error.ipp>
#include <renderbus/impl/input_file.ipp>
#include <renderbus/impl/path.ipp>
#include <renderbus/impl/session.ipp>
#include <renderbus/json/impl/layout.ipp>
#include <renderbus/json/impl/numbers.ipp>
#include <renderbus/json/impl/reader.ipp>
#include <renderbus/json/impl/strings.ipp>
#include <renderbus/json/impl/values.ipp>
#include <renderbus/json/impl/writer.ipp>
#include <renderbus/pipeline/impl/analyze.ipp>
#include <renderbus/pipeline/impl/check.ipp>
#include <renderbus/pipeline/impl/download.ipp>
#include <renderbus/pipeline/impl/run.ipp>
#include <renderbus/pipeline/impl/submit.ipp>
#include <renderbus/pipeline/impl/upload.ipp>
#include <renderbus/pipeline/impl/watch.ipp>
#include <renderbus/pipeline/impl/workspace.ipp>
#include <renderbus/scene/impl/builder.ipp>
#include <renderbus/scene/impl/codeset.ipp>
#include <renderbus/scene/impl/file_pattern.ipp>
#include <renderbus/scene/impl/four_files.ipp>
#include <renderbus/scene/impl/maya_ascii.ipp>
#include <renderbus/scene/impl/maya_ascii_loader.ipp>
#include <renderbus/scene/impl/maya_ascii_values.ipp>
#include <renderbus/scene/impl/maya_attributes.ipp>
#include <renderbus/scene/impl/maya_document.ipp>
#include <renderbus/scene/impl/maya_inputs.ipp>
#include <renderbus/scene/impl/maya_layers.ipp>
#include <renderbus/scene/impl/maya_project.ipp>
#include <renderbus/scene/impl/maya_references.ipp>
#include <renderbus/scene/impl/maya_render_setup.ipp>
#include <renderbus/scene/impl/maya_scanner.ipp>
#include <renderbus/scene/impl/maya_settings.ipp>
#include <renderbus/scene/impl/resolve.ipp>
#include <renderbus/scene/impl/scene.ipp>
#include <renderbus/scene/impl/source.ipp>
#include <renderbus/signing/impl/canonical.ipp>
#include <renderbus/signing/impl/signer.ipp>
#include <renderbus/storage/impl/memory_record.ipp>
#include <renderbus/transfer/impl/download.ipp>
#include <renderbus/transfer/impl/file_body.ipp>
#include <renderbus/transfer/impl/file_hash.ipp>
#include <renderbus/transfer/impl/http_engine.ipp>
#include <renderbus/transfer/impl/plan.ipp>
#include <renderbus/transfer/impl/several_at_once.ipp>
#include <renderbus/transfer/impl/storage_exchange.ipp>
#include <renderbus/transfer/impl/storage_protocol.ipp>
#include <renderbus/transfer/impl/upload.ipp>
#include <renderbus/transport/impl/answer_intake.ipp>
#include <renderbus/transport/impl/asio_transport.ipp>
#include <renderbus/transport/impl/bodies.ipp>
#include <renderbus/transport/impl/connection_pool.ipp>
#include <renderbus/transport/impl/connector.ipp>
#include <renderbus/transport/impl/exchange.ipp>
#include <renderbus/transport/impl/http.ipp>
#include <renderbus/transport/impl/http_reader.ipp>
#include <renderbus/transport/impl/http_writer.ipp>
#include <renderbus/transport/impl/in_process.ipp>
#include <renderbus/transport/impl/stream.ipp>
#include <renderbus/transport/impl/tls.ipp>

#endif
