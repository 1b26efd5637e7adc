/**
 * The contract for many models on one endpoint.
 *
 * <pre>
 * container: ContainerUnderTest, ModelsUnderTest
 *   -> MultiModelProcessContract | MultiModelImageContract -> Endpoint: server and folder of archives
 *        parts by subject: list, load, names, addresses, room, unload, end, turnover, leaks
 *          -> ModelCalls, Callers, FakePlatform -> every answer compared with the artifact's
 * </pre>
 */
@NullMarked
package io.tandem.inferencetestkit.models;

import org.jspecify.annotations.NullMarked;
