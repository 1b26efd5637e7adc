/**
 * The unpacked model artifact: which of its files is the model, which engine reads it, and whether
 * it is the one that its manifest describes.
 *
 * <pre>
 * folder -> ModelFinder: the model file   (else ForeignFormat: what the files are instead)
 *        -> EngineChoice: its engine, by what it contains
 *        -> ModelArtifact: the file, the engine, the Manifest
 *        -> load: a Model whose columns, output and golden rows are those of the manifest
 * </pre>
 */
@NullMarked
package io.tandem.modelcontainer.artifact;

import org.jspecify.annotations.NullMarked;
