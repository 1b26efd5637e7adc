/**
 * What AWS's own model of a service says of a request and of an answer.
 *
 * <pre>
 * sagemaker.json, logs.json   the resources, cut by cut-model.py
 *   -> ShapeReader
 *   -> Shape          what a value must be: its type and its Constraints
 *   -> ServiceModel   the operations, each with the shapes of its request and answer
 *      ShapeCheck     a value and its shape, walked together: all problems
 * </pre>
 *
 * The problems have the words of the service, values included, as its clients look for them. They
 * are for the one who sent the request, not for a log.
 */
@NullMarked
package io.tandem.localawsmodel;

import org.jspecify.annotations.NullMarked;
