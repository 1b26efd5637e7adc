package io.tandem.localsagemaker.container;

import io.tandem.localsagemaker.pipeline.ContainerClient;

/**
 * A container in {@code MultiModel} mode.
 *
 * @param keepsModels in memory after their calls
 */
public record MultiModelContainer(ContainerClient client, ModelStore store, boolean keepsModels) {}
