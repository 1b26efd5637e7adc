package io.tandem.localsagemaker.container;

import io.tandem.localsagemaker.pipeline.ContainerClient;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A container in {@code MultiModel} mode.
 *
 * @param keepsModels in memory after their calls
 * @param memory in bytes, shared pages by their share; empty when it cannot be read
 */
public record MultiModelContainer(
    ContainerClient client, ModelStore store, boolean keepsModels, Supplier<OptionalLong> memory) {}
