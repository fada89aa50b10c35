// No test may reach a real account, and none may wait for one.
process.env.AWS_REGION = 'us-east-1';
process.env.AWS_ACCESS_KEY_ID = 'test';
process.env.AWS_SECRET_ACCESS_KEY = 'test';
process.env.AWS_EC2_METADATA_DISABLED = 'true';
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
// The template validation of newer CDK versions costs seconds per synth; one compatibility check runs it on purpose.
process.env.CDK_VALIDATION = 'false';
